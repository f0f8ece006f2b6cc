import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createSite, listSites } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { quietLog, type TestService, testVerifier, tokenOf } from '@csn/testing';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { siteBody, siteFrom, startKit, type Tables } from '../test/start.ts';
import { createClient } from './client.ts';
import { systemClock } from './clock.ts';
import { JournalFeed } from './journal.ts';
import { createServiceApp } from './service-app.ts';

const list = { items: [], nextCursor: null, asOf: '2024-01-01', knownAt: '2024-01-01T00:00:00Z' };

async function listen(service: TestService<Tables>): Promise<{ url: string; headers: Record<string, string> }> {
  return {
    url: await service.app.http.listen({ host: '127.0.0.1', port: 0 }),
    headers: { authorization: `Bearer ${await tokenOf('demo-admin')}`, 'content-type': 'application/json' },
  };
}

/** Sends in chunks, so without saying how much will come. */
function sendChunks(
  url: string,
  headers: Record<string, string>,
  chunk: Buffer,
  count: number,
): Promise<{ status: number; code: string; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (part: string) => (text += part))
        .on('end', () =>
          resolve({ status: response.statusCode ?? 0, code: (JSON.parse(text) as { code: string }).code, connection: response.headers.connection }),
        );
    });
    request.on('error', reject);
    const write = (left: number): void => {
      if (left === 0) request.end();
      else request.write(chunk, () => write(left - 1));
    };
    write(count);
  });
}

test('a body over the limit is refused by 413, whether it says its length, comes in chunks or expands', async () => {
  await using service = await startKit((app) => app.serve(createSite, ({ body }) => siteFrom(body)));
  const { url, headers } = await listen(service);
  const large = Buffer.alloc(1024 * 1024, ' ');
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));

  const said = await fetch(`${url}/v1/sites`, { method: 'POST', headers, body: Buffer.alloc(11 * 1024 * 1024, ' ') });
  const chunked = await sendChunks(`${url}/v1/sites`, headers, large, 30);
  const expanding = await fetch(`${url}/v1/sites`, { method: 'POST', headers: { ...headers, 'content-encoding': 'gzip' }, body: bomb });
  const within = await fetch(`${url}/v1/sites`, {
    method: 'POST',
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify(siteBody()) + ' '.repeat(5 * 1024 * 1024)),
  });

  for (const answer of [said, expanding])
    expect(await answer.json()).toMatchObject({ status: 413, code: 'content-too-large', detail: 'At most 10,485,760 bytes are read here.' });
  expect(chunked).toEqual({ status: 413, code: 'content-too-large', connection: 'close' });
  expect(within.status).toBe(201);
});

test('a connection is of use after a body that could not be unpacked', async () => {
  await using service = await startKit((app) => app.serve(createSite, ({ body }) => siteFrom(body)));
  const { url, headers } = await listen(service);
  const send = (body: Buffer | string, more: Record<string, string> = {}) =>
    fetch(`${url}/v1/sites`, { method: 'POST', headers: { ...headers, ...more }, body });

  const broken = await send(Buffer.alloc(4 * 1024 * 1024, 'x'), { 'content-encoding': 'gzip' });
  const problem = await broken.json();
  const next = await send(JSON.stringify(siteBody()));

  expect(problem).toMatchObject({ status: 400, code: 'invalid-request' });
  expect(next.status).toBe(201);
});

test('beyond a thousand requests under way a caller is told to come back, and health still answers', async () => {
  const { promise: mayGo, resolve: go } = Promise.withResolvers<void>();
  await using service = await startKit((app) => {
    app.serve(listSites, async () => {
      await mayGo;
      return list;
    });
  });
  const admin = service.as('demo-admin');
  const waiting = Array.from({ length: 1024 }, () => admin.call(listSites, {}));
  await new Promise((resolve) => setImmediate(resolve));

  const refused = await admin.call(listSites, {});
  const health = await admin.send({ method: 'GET', url: '/health/live' });
  go();
  const served = await Promise.all(waiting);
  const after = await admin.call(listSites, {});

  expect(refused.problem()).toMatchObject({ status: 503, code: 'service-unavailable' });
  expect(refused.headers['retry-after']).toBe('1');
  expect(health.status).toBe(200);
  expect(served.filter(({ status }) => status !== 200)).toEqual([]);
  expect(after.status).toBe(200);
});

test('what is not HTTP is answered by a problem, and the connection ends', async () => {
  await using service = await startKit();
  const { url } = await listen(service);
  const exchange = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
      socket
        .setEncoding('utf8')
        .on('data', (part: string) => (answer += part))
        .on('close', () => resolve(answer))
        .on('error', reject);
    });

  const garbage = await exchange('hello\r\n\r\n');
  const headers = await exchange(`GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`);

  expect(garbage).toMatch(/^HTTP\/1\.1 400 [^]*"code":"invalid-request"/);
  expect(headers).toMatch(/^HTTP\/1\.1 431 [^]*"code":"headers-too-large"/);
});

test('while the database is away the answer is 503, to reads and writes alike', async () => {
  await using service = await startKit();
  // The same app on a pool that has ended: what a caller sees once every connection is gone and none can be had.
  const pool = new pg.Pool({ host: '127.0.0.1', port: 9 });
  const database = { db: new Kysely<never>({ dialect: new PostgresDialect({ pool }) }), pool, url: 'postgres://127.0.0.1:9/none' };
  const app = await createServiceApp<Tables>({
    ...service.options,
    database: database as unknown as typeof service.options.database,
    feed: new JournalFeed(database, quietLog),
    verifier: testVerifier,
    clock: systemClock,
    clientFor: () => createClient({}, { authorization: () => '' }),
  });
  app.serve(listSites, async ({ db }) => {
    await db.selectFrom('thing').select('id').execute();
    return list;
  });
  app.serve(createSite, ({ body }) => siteFrom(body));
  app.readyWhen('database', async () => void (await database.pool.query('select 1')));
  const headers = { authorization: `Bearer ${await tokenOf('demo-admin')}` };

  const read = await app.http.inject({ method: 'GET', url: '/v1/sites', headers });
  const write = await app.http.inject({ method: 'POST', url: '/v1/sites', headers, payload: siteBody() });
  const ready = await app.http.inject({ method: 'GET', url: '/health/ready' });

  for (const answer of [read, write])
    expect([answer.statusCode, answer.headers['retry-after'], (answer.json() as { code: string }).code]).toEqual([503, '2', 'service-unavailable']);
  expect([ready.statusCode, ready.json()]).toEqual([503, { status: 'not-ready', checks: { database: { status: 'not-ready', reason: 'does not answer' } } }]);
  await app.http.close();
});
