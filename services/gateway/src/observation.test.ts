import { once } from 'node:events';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import pino from 'pino';
import { sendJson, startBefore } from '../test/start.ts';

/** A log whose lines a test can read, and wait for. */
function keepLog() {
  const lines: Record<string, unknown>[] = [];
  let onLine = (): void => undefined;
  const log = pino(
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
        onLine();
        done();
      },
    }),
  );
  const line = (wanted: Record<string, unknown>): Promise<Record<string, unknown>> =>
    new Promise((resolve) => {
      onLine = () => {
        const found = lines.find((one) => Object.entries(wanted).every(([name, value]) => one[name] === value));
        if (found) resolve(found);
      };
      onLine();
    });
  return { log, lines, line };
}

test('a forwarded request has one log line and one count, under the name of its operation', async () => {
  const { log, line } = keepLog();
  await using both = await startBefore((_request, response) => sendJson(response, {}, 201), { log });

  await fetch(`${both.gateway.url}/v1/sites?q=secret`, { method: 'POST', headers: { 'x-request-id': 'r-1', authorization: 'Bearer a.b.c' } });
  const written = await line({ msg: 'request answered', requestId: 'r-1' });
  const metrics = await (await fetch(`${both.gateway.url}/metrics`)).text();

  expect(written).toMatchObject({ operation: 'createSite', method: 'POST', status: 201, durationMs: expect.any(Number) });
  expect(JSON.stringify(written)).not.toMatch(/secret|a\.b\.c/);
  expect(
    metrics
      .split('\n')
      .find((one) => one.startsWith('http_request_duration_seconds_count') && one.includes('operation="createSite"') && one.includes('status="201"')),
  ).toMatch(/ 1$/);
});

test('a service that does not answer is a warning and a count of its own', async () => {
  const { log, line } = keepLog();
  await using both = await startBefore((request) => void request.socket.destroy(), { log });

  await fetch(`${both.gateway.url}/v1/sites`, { headers: { 'x-request-id': 'r-2' } });
  const written = await line({ msg: 'a service did not answer', requestId: 'r-2' });
  const metrics = await (await fetch(`${both.gateway.url}/metrics`)).text();

  expect(written).toMatchObject({ level: 40, upstream: 'site-registry', reason: 'UND_ERR_SOCKET' });
  expect(metrics).toMatch(/upstream_failures_total\{[^}]*upstream="site-registry"[^}]*\} 1/);
});

test('a caller that leaves before its answer is 499 in the log; one whose answer is cut is marked so', async () => {
  const { log, line } = keepLog();
  const arrived = Promise.withResolvers<void>();
  await using both = await startBefore(
    (request, response) => {
      if (request.url === '/v1/sites?cut') response.write('first part', () => request.socket.destroy());
      else arrived.resolve();
    },
    { log },
  );
  const socket = connect(both.gateway.port, '127.0.0.1');
  socket.write('GET /v1/sites HTTP/1.1\r\nhost: x\r\nx-request-id: r-3\r\n\r\n');
  await arrived.promise;

  socket.destroy();
  const left = await line({ requestId: 'r-3' });
  const cut = connect(both.gateway.port, '127.0.0.1');
  cut.resume().write('GET /v1/sites?cut HTTP/1.1\r\nhost: x\r\nx-request-id: r-4\r\n\r\n');
  await once(cut, 'close');

  expect(left).toMatchObject({ status: 499, cut: true });
  expect(await line({ msg: 'request answered', requestId: 'r-4' })).toMatchObject({ status: 200, cut: true });
});
