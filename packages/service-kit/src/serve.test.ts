import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { changeSite, createSite, listSites, NewSite, readSite } from '@csn/contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signToken, type TestService } from '@csn/testing';
import { sql } from 'kysely';
import { siteBody, siteFrom, startKit, type Tables } from '../test/start.ts';
import { etagOf } from './etag.ts';

let service: TestService<Tables>;
let attempts = 0;
const site = (siteId: string) => siteFrom(NewSite.parse(siteBody({ siteId })), { revision: 7 });

beforeAll(async () => {
  service = await startKit((app) => {
    app.serve(listSites, async ({ query, db, page: pageOf }) => {
      if (query.q === 'broken') throw new Error('the password is hunter2');
      if (query.q === 'wrong statement') await sql`select nothing from nowhere`.execute(db);
      const page = pageOf();
      const from = Number(page.position?.after[0] ?? 0);
      const { items, nextCursor } = page.end(
        Array.from({ length: Math.min(page.limit + 1, 120 - from) }, (_, index) => site(`SITE-${from + index + 1}`)),
        ({ siteId }) => [Number(siteId.slice(5))],
      );
      return { items: items.map(({ asOf: _asOf, knownAt: _knownAt, ...item }) => item), nextCursor, asOf: '2024-01-01', knownAt: '2024-01-01T00:00:00Z' };
    });
    app.serve(readSite, ({ params, setRevision }) => {
      setRevision(7);
      return site(params.siteId);
    });
    app.serve(createSite, ({ body }) => siteFrom(body));
    app.serve(changeSite, async ({ params, body, mustMatch, tx }) => {
      mustMatch(7);
      attempts += 1;
      if (body.reason === 'always loses') await sql.raw(`do $$ begin raise exception using errcode = '40P01'; end $$`).execute(tx);
      return site(params.siteId);
    });
  });
});
afterAll(async () => service[Symbol.asyncDispose]());

const send = (method: string, url: string, headers: Record<string, string> = {}, body?: string | Buffer) =>
  service
    .as('demo-admin')
    .send({ method, url, headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }, ...(body !== undefined && { body }) });
const get = (url: string, headers: Record<string, string> = {}) => send('GET', url, headers);
const post = (body: string | Buffer, headers: Record<string, string> = {}) => send('POST', '/v1/sites', headers, body);
/** The bytes of an answer, which `text` would have spoilt. */
const bytesOf = async (url: string, headers: Record<string, string>) =>
  (
    await service.app.http.inject({
      method: 'GET',
      url,
      headers: { ...headers, authorization: `Bearer ${await signToken({ client_id: 't', scope: 'sites:read' })}` },
    })
  ).rawPayload;
const pointers = (answer: Awaited<ReturnType<typeof get>>) =>
  answer
    .problem()
    .errors?.map((fault) => `${fault.in} ${fault.pointer} ${fault.code}`)
    .sort();
const good = JSON.stringify(siteBody());

test('refusals come in this order: token, scope, request, the resource itself', async () => {
  const reader = `Bearer ${await signToken({ client_id: 'r', scope: 'sites:read' })}`;
  const ask = (authorization: string | undefined, body: string, url = '/v1/sites/NO-SUCH?x=1') =>
    service.with(authorization).send({ method: 'PATCH', url, headers: { 'content-type': 'application/json' }, body });

  const answers = [
    await ask(undefined, '{'),
    await ask('Bearer x', '{'),
    await ask(reader, '{'),
    await service
      .as('demo-admin')
      .send({ method: 'PATCH', url: '/v1/sites/NO-SUCH?x=1', headers: { 'content-type': 'application/json' }, body: '{"reason":"r"}' }),
    await service.as('demo-admin').send({ method: 'PATCH', url: '/v1/sites/NO-SUCH', headers: { 'content-type': 'application/json' }, body: '{"reason":"r"}' }),
  ];

  expect(answers.map((answer) => [answer.status, answer.problem().code])).toEqual([
    [401, 'authentication-required'],
    [401, 'invalid-token'],
    [403, 'insufficient-scope'],
    [400, 'invalid-request'],
    [428, 'precondition-required'],
  ]);
  expect(answers.slice(0, 3).map(({ headers }) => headers['www-authenticate'])).toEqual([
    'Bearer',
    'Bearer error="invalid_token"',
    'Bearer error="insufficient_scope", scope="sites:write"',
  ]);
});

test('all faults of path, query, header and body come at once, in the caller’s language', async () => {
  const answer = await send(
    'POST',
    '/v1/sites?colour=red&colour=blue',
    { 'idempotency-key': 'x'.repeat(256), 'accept-language': 'fr-CA, en;q=0.5' },
    JSON.stringify({ ...siteBody(), siteId: 'a\u0000', location: { lat: 99 }, 'x~y/z': 1 }).replace('Kingston', '\\ud800'),
  );

  expect(pointers(answer)).toEqual([
    'body /location/lat too-large',
    'body /location/lon required',
    'body /name/en invalid-text',
    'body /siteId invalid-format',
    'body /siteId invalid-text',
    'body /x~0y~1z unknown-member',
    'header /idempotency-key too-large',
    'query /colour unknown-member',
  ]);
  expect(answer.headers).toMatchObject({
    'content-language': 'fr',
    'content-type': 'application/problem+json; charset=utf-8',
    vary: 'Accept-Language',
    'cache-control': 'no-store',
  });
  expect(answer.problem()).toMatchObject({ title: 'La demande n’est pas valide', requestId: answer.headers['x-request-id'] });
  expect(answer.json()).toMatchObject({ type: '/problems/invalid-request', instance: '/v1/sites' });
});

test.each([
  ['an unknown parameter', '/v1/sites?x=1', ['query /x unknown-member']],
  ['a parameter that reaches for the prototype', '/v1/sites?a[__proto__][x]=1', ['query /a[__proto__][x] unknown-member']],
  ['the prototype as a parameter', '/v1/sites?__proto__=1', ['query /__proto__ unknown-member']],
  ['a parameter given twice', '/v1/sites?limit=1&limit=2', ['query /limit invalid-type']],
  ['a number that is none', '/v1/sites?limit=1e2', ['query /limit invalid-type']],
  ['a limit of 0 and a wrong day', '/v1/sites?limit=0&asOf=2023-02-29', ['query /asOf invalid-date', 'query /limit too-small']],
  ['a NUL in a parameter', '/v1/sites?q=a%00b', ['query /q invalid-text']],
  ['an escape that is none', '/v1/sites?q=%zz', ['query /q malformed-escape']],
  ['an escape that is not of UTF-8', '/v1/sites?q=%ff', ['query /q malformed-escape']],
  ['a NUL in the path', '/v1/sites/A%00B', ['path /siteId invalid-format', 'path /siteId invalid-text']],
  ['a slash within an identifier', '/v1/sites/A%2FB', ['path /siteId invalid-format']],
  ['an identifier of 5000 characters', `/v1/sites/${'A'.repeat(5000)}`, ['path /siteId invalid-format']],
  ['a path that cannot be read', '/v1/sites/%E0%A4%A', ['path  malformed-path']],
])('%s is refused as an invalid request', async (_what, url, faults) => {
  const answer = await get(url);

  expect([answer.status, pointers(answer)]).toEqual([400, faults]);
});

test('an identifier of any length is refused for want of a token first', async () => {
  expect((await service.with(undefined).send({ method: 'GET', url: `/v1/sites/${'A'.repeat(5000)}` })).status).toBe(401);
});

test.each([
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'body  malformed-json'],
  ['half a document', Buffer.from('{"a":'), 'body  malformed-json'],
  ['two documents', Buffer.from('{}{}'), 'body  malformed-json'],
  ['a member named __proto__', Buffer.from('{"__proto__":{}}'), 'body  malformed-json'],
  ['a list', Buffer.from('[]'), 'body  invalid-type'],
  ['nothing at all', Buffer.from(''), 'body  required'],
])('a body of %s is refused', async (_what, body, fault) => {
  const answer = await post(body);

  expect([answer.status, pointers(answer)]).toEqual([400, [fault]]);
});

test('HEAD answers as GET does, without the body', async () => {
  const [read, head] = [await get('/v1/sites?limit=3'), await send('HEAD', '/v1/sites?limit=3')];

  expect([head.status, head.text]).toEqual([200, '']);
  for (const name of ['etag', 'content-length', 'content-type', 'content-language', 'vary', 'link'])
    expect([name, head.headers[name]]).toEqual([name, read.headers[name]]);
  expect(read.headers['content-length']).toBe(String(Buffer.byteLength(read.text)));
});

test('who has the answer already gets 304, also by a weak tag, a list of tags or a star', async () => {
  const { headers } = await get('/v1/sites/ONE');
  const tag = headers.etag ?? '';

  const answers = await Promise.all([tag, `W/${tag}`, `"x", ${tag}`, '*'].map((value) => get('/v1/sites/ONE', { 'if-none-match': value })));
  const head = await send('HEAD', '/v1/sites/ONE', { 'if-none-match': tag });
  const other = await get('/v1/sites/TWO', { 'if-none-match': tag });

  for (const answer of [...answers, head])
    expect([answer.status, answer.text, answer.headers.etag, answer.headers['content-type'], answer.headers.vary]).toEqual([
      304,
      '',
      tag,
      undefined,
      'Accept-Language, Accept, Accept-Encoding',
    ]);
  expect(tag).toMatch(/^"7\.[\w-]{6}\.[\w-]{22}"$/);
  expect(other.status).toBe(200);
});

test('a packed answer holds the same, under a tag of its own, and both tags are known again', async () => {
  const plain = await get('/v1/sites');
  const unpacked = async (coding: string, unpack: (bytes: Buffer) => Buffer) => unpack(await bytesOf('/v1/sites', { 'accept-encoding': coding })).toString();
  const packed = await get('/v1/sites', { 'accept-encoding': 'gzip' });
  const again = await get('/v1/sites', { 'accept-encoding': 'gzip', 'if-none-match': packed.headers.etag ?? '' });
  const mixed = await get('/v1/sites', { 'if-none-match': packed.headers.etag ?? '' });

  expect(await unpacked('gzip', gunzipSync)).toBe(plain.text);
  expect(await unpacked('gzip;q=0.5, br', brotliDecompressSync)).toBe(plain.text);
  expect(packed.headers).toMatchObject({
    'content-encoding': 'gzip',
    etag: `${plain.headers.etag?.slice(0, -1)}-gzip"`,
    vary: 'Accept-Language, Accept, Accept-Encoding',
  });
  expect([again.status, mixed.status]).toEqual([304, 200]);
});

test('a tag of a packed answer allows the change; a weak one, one of another revision and one of another resource do not', async () => {
  const change = (tag: string) => send('PATCH', '/v1/sites/ONE', { 'if-match': tag }, '{"reason":"r"}');
  const mark = etagOf('', { resource: '/v1/sites/ONE', revision: 7 }).split('.')[1];
  const other = etagOf('', { resource: '/v1/sites/TWO', revision: 7 });

  const answers = await Promise.all(
    [
      `"7.${mark}.abc-gzip"`,
      `"6.${mark}.abc", "7.${mark}.abc"`,
      '*',
      `W/"7.${mark}.abc"`,
      `"70.${mark}.abc"`,
      `"6.7.${mark}.abc"`,
      other,
      '"7"',
      '7',
      '""',
    ].map(change),
  );

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 412, 412, 412, 412, 412, 412, 412]);
});

test('what comes packed by gzip is read, broken or otherwise packed it is refused', async () => {
  const packed = gzipSync(good);
  const answers = [
    await post(packed, { 'content-encoding': 'gzip' }),
    await post(packed, { 'content-encoding': ' GZIP ' }),
    await post(good, { 'content-encoding': 'identity' }),
    await post(packed.subarray(0, 30), { 'content-encoding': 'gzip' }),
    await post(good, { 'content-encoding': 'gzip' }),
    await post(gzipSync('{'), { 'content-encoding': 'gzip' }),
    await post(packed, { 'content-encoding': 'br' }),
    await post(packed, { 'content-encoding': 'gzip, gzip' }),
    await post('', { 'content-encoding': 'gzip' }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 400, 400, 400, 415, 415, 400]);
  expect(answers[6]?.headers['accept-encoding']).toBe('gzip');
});

test('a body is UTF-8, whatever else its type says: another charset is refused by 415', async () => {
  const patch = (type: string) => send('PATCH', '/v1/sites/ONE', { 'if-match': '*', 'content-type': type }, '{"reason":"r"}');

  const taken = await Promise.all(
    ['charset=UTF-8', 'charset="utf-8"', 'charset=us-ascii', 'profile=x'].map((one) => post(good, { 'content-type': `application/json; ${one}` })),
  );
  const refused = await Promise.all(
    ['charset=utf-16', 'charset="iso-8859-1"', 'charset=', 'charset = utf-16'].map((one) => post(good, { 'content-type': `application/json;${one}` })),
  );
  const patched = await Promise.all(['application/merge-patch+json; charset=utf-8', 'application/merge-patch+json; charset=utf-16'].map(patch));

  expect(taken.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  for (const answer of refused) expect(answer.problem()).toMatchObject({ status: 415, code: 'unsupported-media-type' });
  expect(patched.map(({ status }) => status)).toEqual([200, 415]);
});

test('what is not JSON is refused by 415, and no known form of an answer by 406', async () => {
  const types = await Promise.all(
    ['text/plain', 'application/xml', 'application/json-seq', 'multipart/form-data; boundary=x', 'nonsense'].map((type) =>
      post(good, { 'content-type': type }),
    ),
  );
  const without = await service.as('demo-admin').send({ method: 'POST', url: '/v1/sites', body: Buffer.from(good) });
  const forms = await Promise.all(['application/xml', 'text/csv;q=0', 'application/json;q=0', 'image/*'].map((accept) => get('/v1/sites/ONE', { accept })));

  for (const answer of [...types, without]) expect(answer.problem()).toMatchObject({ status: 415, code: 'unsupported-media-type' });
  for (const answer of forms)
    expect(answer.problem()).toMatchObject({ status: 406, code: 'not-acceptable', detail: 'This resource comes as application/json.' });
});

test('another method on a known address is 405 with those that it has, whatever the body; an unknown address is 404', async () => {
  const answers = [
    await send('DELETE', '/v1/sites/ONE'),
    await send('PUT', '/v1/sites', { 'content-type': 'text/plain' }, 'x'),
    await send('POST', '/v1/sites/ONE', {}, '{'),
    await send('OPTIONS', '/v1/sites'),
  ];
  const unknown = [await get('/v1/site'), await send('POST', '/', { 'content-type': 'text/plain' }, 'x')];

  expect(answers.map(({ status, headers }) => [status, headers.allow?.split(', ').sort().join()])).toEqual([
    [405, 'GET,HEAD,PATCH'],
    [405, 'GET,HEAD,POST'],
    [405, 'GET,HEAD,PATCH'],
    [405, 'GET,HEAD,POST'],
  ]);
  for (const answer of unknown) expect(answer.problem()).toMatchObject({ status: 404, code: 'not-found' });
});

test('a list links to its next page, which goes on with the same filter, until the last', async () => {
  const first = await get('/v1/sites?limit=70&q=caf%C3%A9&kind=processing-unit&kind=delivery-partner');
  const next = /^<(.*)>; rel="next"$/.exec(first.headers.link ?? '')?.[1] ?? '';
  const last = await get(next);
  const foreign = await get(next.replace('caf', 'chat'));
  const asTable = await get('/v1/sites?limit=70', { accept: 'text/csv' });

  expect(next).toContain('/v1/sites?limit=70&q=caf%C3%A9&kind=processing-unit&kind=delivery-partner&cursor=');
  expect((last.json() as { items: { siteId: string }[] }).items.map(({ siteId }) => siteId)).toEqual(
    Array.from({ length: 50 }, (_, index) => `SITE-${index + 71}`),
  );
  expect(last.headers.link).toBeUndefined();
  expect(pointers(foreign)).toEqual(['query /cursor invalid-cursor']);
  expect(asTable.headers.link).toMatch(/rel="next"$/);
});

test('of an error of ours nothing is told but the request’s name, in either language', async () => {
  const answers = [await get('/v1/sites?q=broken', { 'x-request-id': 'mine-1' }), await get('/v1/sites?q=wrong%20statement', { 'accept-language': 'fr' })];

  for (const answer of answers) {
    expect(answer.problem()).toMatchObject({ status: 500, code: 'internal-error' });
    expect(answer.text).not.toMatch(/hunter2|nowhere|select|Error|\.ts|node_modules/);
  }
  expect(answers[0]?.problem().requestId).toBe('mine-1');
  expect(answers[1]?.headers['content-language']).toBe('fr');
});

test('a transaction that loses every time is given up after four attempts', async () => {
  attempts = 0;

  const answer = await send('PATCH', '/v1/sites/ONE', { 'if-match': '*' }, '{"reason":"always loses"}');

  expect(attempts).toBe(4);
  expect(answer.problem()).toMatchObject({ status: 503, code: 'service-unavailable' });
});

test('a request and its trace keep the names that the caller gave, if they are well-formed', async () => {
  const given = await get('/v1/sites/ONE', { 'x-request-id': 'abc-1', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
  const strange = await get('/v1/sites/ONE', { 'x-request-id': 'a b"\u00e9', traceparent: '00-00000000000000000000000000000000-b7ad6b7169203331-01' });

  expect(given.headers).toMatchObject({
    'x-request-id': 'abc-1',
    traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/),
  });
  expect(strange.headers).toMatchObject({
    'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
    traceparent: expect.stringMatching(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/),
  });
});
