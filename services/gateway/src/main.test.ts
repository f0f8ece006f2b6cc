import { once } from 'node:events';
import { Agent, get, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from '@jest/globals';
import { manyMegabytes, megabyte, textOf } from '../test/bodies.ts';
import { type GatewayProcess, startGatewayProcess } from '../test/process.ts';
import { sendJson, startService } from '../test/start.ts';

const megabytes = 200;
/** What the process may hold more than before, most of it waiting for the garbage collector: much less than the body. */
const slack = 130 * megabyte.length;

test('200 MB down come whole and through flat memory', async () => {
  await using service = await startService((_request, response) => void pipeline(manyMegabytes(megabytes), response));
  await using gateway = await startGatewayProcess({ SITE_REGISTRY_URL: service.url });
  const before = await gateway.memory();
  let length = 0;
  let peak = 0;

  const answer = await fetch(`${gateway.url}/v1/sites`);
  for await (const chunk of answer.body ?? []) {
    const asked = Math.floor(length / (20 * megabyte.length));
    length += chunk.length;
    if (Math.floor(length / (20 * megabyte.length)) > asked) peak = Math.max(peak, await gateway.memory());
  }

  expect(length).toBe(megabytes * megabyte.length);
  expect(peak - before).toBeLessThan(slack);
}, 120_000);

test.each([
  ['with its length announced', { 'content-length': String(megabytes * megabyte.length) }],
  ['in chunks', {}],
])(
  '200 MB up %s come whole and through flat memory',
  async (_how, headers) => {
    const gateway = Promise.withResolvers<GatewayProcess>();
    await using service = await startService(
      (request, response) => void gateway.promise.then(({ memory }) => takeIn(request, memory)).then((taken) => sendJson(response, taken)),
    );
    await using running = await startGatewayProcess({ SITE_REGISTRY_URL: service.url });
    gateway.resolve(running);
    const before = await running.memory();

    const sending = httpRequest(`${running.url}/v1/sites`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson', ...headers } });
    const answered = once(sending, 'response');
    await pipeline(manyMegabytes(megabytes), sending);
    const [answer] = (await answered) as [Readable];
    const { peak, ...got } = JSON.parse(await textOf(answer)) as { peak: number };

    expect(got).toEqual({ length: megabytes * megabyte.length, chunked: !('content-length' in headers) });
    expect(peak - before).toBeLessThan(slack);
  },
  120_000,
);

test('on SIGTERM the gateway is no longer ready, ends the requests under way and then itself, with 0', async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  await using service = await startService((request, response) =>
    request.url === '/v1/sites' ? asked.resolve(response) : sendJson(response, { status: 'ready' }),
  );
  const names = ['SITE_REGISTRY_URL', 'CHANNEL_VOLUMES_URL', 'QUALITY_MONITORING_URL', 'PASSPORT_PROGRAM_URL', 'BRIEFING_URL'];
  await using gateway = await startGatewayProcess(Object.fromEntries(names.map((name) => [name, service.url])));
  const ready = await fetch(`${gateway.url}/health/ready`);
  // A connection that is kept must not keep the process.
  const waiting = once(get(`${gateway.url}/v1/sites`, { agent: new Agent({ keepAlive: true }) }), 'response') as Promise<[IncomingMessage]>;
  const response = await asked.promise;

  const ended = once(gateway.child, 'exit');
  gateway.child.kill('SIGTERM');
  while (!gateway.log().some(({ msg }) => msg === 'shutting down')) await once(gateway.child.stdout!, 'data');
  sendJson(response, { late: true });
  const [answer] = await waiting;

  expect(ready.status).toBe(200);
  expect([answer.statusCode, await textOf(answer), answer.headers.connection]).toEqual([200, '{"late":true}', 'close']);
  expect(await ended).toEqual([0, null]);
  expect(gateway.log().map(({ msg }) => msg)).toEqual(expect.arrayContaining(['listening', 'request answered', 'shutting down', 'stopped']));
}, 60_000);

test('a start with faults names all of them and ends with 1', async () => {
  const start = startGatewayProcess({ SITE_REGISTRY_URL: 'nowhere', RATE_LIMIT: '-1', OIDC_ISSUER: 'http://issuer.example', REDIS_URL: 'http://redis' });

  await expect(start).rejects.toThrow(/ended with 1: [^]*4 faults[^]*OIDC_ISSUER[^]*SITE_REGISTRY_URL[^]*RATE_LIMIT[^]*REDIS_URL/);
}, 60_000);

/** Reads a body and asks every 20 MB how much memory the gateway holds. */
async function takeIn(request: IncomingMessage, memory: () => Promise<number>): Promise<{ length: number; peak: number; chunked: boolean }> {
  let length = 0;
  let peak = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    const asked = Math.floor(length / (20 * megabyte.length));
    length += chunk.length;
    if (Math.floor(length / (20 * megabyte.length)) > asked) peak = Math.max(peak, await memory());
  }
  return { length, peak, chunked: request.headers['transfer-encoding'] === 'chunked' };
}
