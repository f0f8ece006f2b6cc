import { once } from 'node:events';
import { request as httpRequest, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createHttpApp } from '@csn/service-kit';
import { quietLog } from '@csn/testing';
import { expect, test } from '@jest/globals';
import { manyMegabytes, megabyte, textOf } from '../../test/bodies.ts';
import { sendJson, speak, startBefore, startGateway } from '../../test/start.ts';

/** More than the buffers on the way hold. */
const megabytes = 200;

test('a reader that stops reading stops the service, and gets the rest when it reads on', async () => {
  let made = 0;
  await using both = await startBefore(
    (_request, response) =>
      void pipeline(
        manyMegabytes(megabytes, () => (made += 1)),
        response,
      ),
  );
  const socket = connect(both.gateway.port, '127.0.0.1');
  socket.write('GET /v1/sites HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  await once(socket, 'readable');

  const before = await settled(() => made);
  let length = 0;
  for await (const chunk of socket) length += (chunk as Buffer).length;

  expect(before).toBeLessThan(megabytes / 2);
  expect(made).toBe(megabytes);
  expect(length).toBeGreaterThan(megabytes * megabyte.length);
}, 60_000);

test('a service that stops reading stops the caller', async () => {
  let made = 0;
  await using both = await startBefore((request, response) => {
    void settled(() => made).then((before) => {
      request.resume();
      request.once('end', () => sendJson(response, { before }));
    });
  });
  const sending = httpRequest(`${both.gateway.url}/v1/sites`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' } });
  const answered = once(sending, 'response');

  await pipeline(
    manyMegabytes(megabytes, () => (made += 1)),
    sending,
  );
  const [answer] = (await answered) as [Readable];

  expect((JSON.parse(await textOf(answer)) as { before: number }).before).toBeLessThan(megabytes / 2);
}, 60_000);

test('a service that dies within a long answer: the caller sees it cut, not whole', async () => {
  await using both = await startBefore((request, response) => {
    response.write(megabyte, () => request.socket.destroy());
  });

  const answer = await fetch(`${both.gateway.url}/v1/sites`);

  expect(answer.status).toBe(200);
  await expect(answer.arrayBuffer()).rejects.toThrow();
});

test('a cut answer ends its connection without the last chunk', async () => {
  await using both = await startBefore((request, response) => {
    response.write('first part', () => request.socket.destroy());
  });

  const received = await speak(both.gateway.port, 'GET /v1/sites HTTP/1.1\r\nhost: x\r\n\r\n');

  expect(received).toMatch(/^HTTP\/1\.1 200 OK[^]*first part/);
  expect(received).not.toMatch(/0\r\n\r\n$/);
});

test('a caller that leaves while it waits frees the service', async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  await using both = await startBefore((_request, response) => asked.resolve(response));
  const socket = connect(both.gateway.port, '127.0.0.1');
  socket.write('GET /v1/sites HTTP/1.1\r\nhost: x\r\n\r\n');

  const left = once(await asked.promise, 'close');
  socket.destroy();

  await expect(left).resolves.toBeDefined();
});

test('a caller that leaves within its upload frees the service', async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  await using both = await startBefore((request, response) => {
    request.on('error', () => undefined).resume();
    asked.resolve(response);
  });
  const socket = connect(both.gateway.port, '127.0.0.1');
  socket.write('POST /v1/sites HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\nabc');

  const left = once(await asked.promise, 'close');
  socket.destroy();

  await expect(left).resolves.toBeDefined();
});

test.each([
  ['announced', { 'content-length': String(50 * megabyte.length) }],
  ['in chunks', {}],
])(
  'an early refusal of a long upload, %s, comes to its caller every time',
  async (_how, headers) => {
    // As the services answer: by the kit.
    const { http: service } = createHttpApp({ service: 'stub', log: quietLog, bodyLimit: 1000 });
    service.post('/v1/sites', () => ({}));
    await using gateway = await startGateway({ services: { 'site-registry': await service.listen({ host: '127.0.0.1', port: 0 }) } });

    const statuses: number[] = [];
    for (let round = 0; round < 20; round += 1) statuses.push(await uploadUntilAnswered(gateway.url, headers));

    expect(statuses).toEqual(Array.from({ length: 20 }, () => 413));
    await service.close();
  },
  60_000,
);

test('an upload to a service that is not there is told so, and the gateway stays whole', async () => {
  await using both = await startBefore((_request, response) => sendJson(response, {}));

  const status = await uploadUntilAnswered(both.gateway.url, { 'content-length': String(50 * megabyte.length) }, '/v1/volumes/batches');

  expect([status, (await fetch(`${both.gateway.url}/v1/sites`)).status]).toEqual([502, 200]);
});

/** Sends a body until there is an answer, as a careful client does. */
async function uploadUntilAnswered(url: string, headers: Readonly<Record<string, string>>, path = '/v1/sites'): Promise<number> {
  const sending = httpRequest(url + path, { method: 'POST', agent: false, headers: { 'content-type': 'application/json', ...headers } });
  const answered = once(sending, 'response') as Promise<[Readable & { statusCode: number }]>;
  const body = manyMegabytes(50);
  body.pipe(sending);
  const [answer] = await answered;
  sending.on('error', () => undefined);
  body.unpipe(sending).destroy();
  await textOf(answer);
  sending.destroy();
  return answer.statusCode;
}

/** A number that no longer grows: the same in many turns of the event loop with I/O between them. */
async function settled(read: () => number): Promise<number> {
  let last = -1;
  let quiet = 0;
  while (quiet < 300) {
    quiet = read() === last ? quiet + 1 : 0;
    last = read();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return last;
}
