import { once } from 'node:events';
import { connect } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { expect, test } from '@jest/globals';
import { manyMegabytes } from '../../test/bodies.ts';
import { speak, startBefore, startGateway, startService } from '../../test/start.ts';

/** Those of one kind run out at once, the others never. */
const never = { answer: 60_000, bulkAnswer: 60_000, nextPart: 60_000, reader: 60_000 };

test.each(['GET', 'POST'])('a %s that a service does not answer in time is 504 in the caller’s language', async (method) => {
  await using both = await startBefore((request) => void request.resume(), { patience: { ...never, answer: 50 } });

  const answer = await fetch(`${both.gateway.url}/v1/sites`, { method, headers: { 'accept-language': 'fr' }, ...(method === 'POST' && { body: '{}' }) });

  expect([answer.status, answer.headers.get('content-language'), both.service.requests.length]).toEqual([504, 'fr', 1]);
  expect(await answer.json()).toMatchObject({ code: 'gateway-timeout', detail: expect.stringContaining('site-registry') });
});

test('a reader that waits for news is told to ask again when the gateway closes, and holds nothing up', async () => {
  const asked = Promise.withResolvers<void>();
  await using service = await startService(() => asked.resolve());
  const gateway = await startGateway({ services: { 'site-registry': service.url }, patience: never });
  const answer = fetch(`${gateway.url}/v1/sites/changes`, { headers: { prefer: 'wait=30' } });
  await asked.promise;
  const begun = performance.now();

  await gateway.close();

  const { status, headers } = await answer;
  expect([status, headers.get('retry-after')]).toEqual([503, '1']);
  expect(performance.now() - begun).toBeLessThan(5000);
});

test('a bulk intake has more time', async () => {
  await using both = await startBefore((request) => void request.resume(), { patience: { ...never, bulkAnswer: 50 } });

  const answer = await fetch(`${both.gateway.url}/v1/sites`, { method: 'POST', body: '{}\n', headers: { 'content-type': 'application/x-ndjson' } });

  expect(answer.status).toBe(504);
});

test('a short answer that stops in its midst is 504; a long one is cut', async () => {
  await using both = await startBefore(
    (request, response) => {
      response.writeHead(200, { 'content-length': request.url === '/v1/sites?short' ? 1000 : 1_000_000 });
      response.write('first part');
    },
    { patience: { ...never, nextPart: 50 } },
  );

  const short = await fetch(`${both.gateway.url}/v1/sites?short`);
  const long = await speak(both.gateway.port, 'GET /v1/sites?long HTTP/1.1\r\nhost: x\r\n\r\n');

  expect(short.status).toBe(504);
  expect(long).toMatch(/^HTTP\/1\.1 200 OK[^]*\r\n\r\nfirst part$/);
});

test('a caller that does not read on is cut, and the service is free again', async () => {
  const ended = Promise.withResolvers<unknown>();
  await using both = await startBefore((_request, response) => void pipeline(manyMegabytes(200), response).then(ended.resolve, ended.resolve), {
    patience: { ...never, reader: 50 },
  });
  const socket = connect(both.gateway.port, '127.0.0.1').on('error', () => undefined);
  socket.write('GET /v1/sites HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(socket, 'readable');

  expect(await ended.promise).toMatchObject({ code: expect.stringMatching(/ERR_STREAM_PREMATURE_CLOSE|ECONNRESET|EPIPE/) });
  socket.destroy();
});
