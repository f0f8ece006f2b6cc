import { catalog } from '@csn/contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { routeOf } from './calls.ts';
import { reads, writes } from './channel-volumes-calls.ts';
import { type RunningSuite, startSuite } from './suite.ts';

let suite: RunningSuite;
beforeAll(async () => {
  suite = await startSuite();
}, 180_000);
afterAll(async () => {
  await suite[Symbol.asyncDispose]();
}, 60_000);

test('every operation of the channel volumes is called here', () => {
  const called = new Set([...Object.keys(reads), ...writes.map(([operationId]) => operationId)]);

  expect([...called].toSorted()).toEqual(catalog['channel-volumes'].operations.map(({ operationId }) => operationId).toSorted());
});

test.each(Object.entries(reads))('%s answers through the gateway in both languages, and with 304 to who has it already', async (operationId, call) => {
  routeOf('channel-volumes', operationId, call);

  for (const language of ['en', 'fr']) {
    const headers = { 'accept-language': language };
    const answer = await suite.request('GET', call.path, { as: 'demo-reader', headers });
    const again = await suite.request('GET', call.path, { as: 'demo-reader', headers: { ...headers, 'if-none-match': answer.headers.get('etag') ?? '' } });

    expect(answer.json).toMatchObject(call.says);
    expect([answer.status, answer.headers.get('content-language'), again.status]).toEqual([200, language, 304]);
  }
});

test.each(writes)('%s %s takes effect through the gateway, for who may only read it does not, and its repeat has no other', async (operationId, _, call) => {
  const { method, reply } = routeOf('channel-volumes', operationId, call);
  const headers: Record<string, string> = {
    'idempotency-key': `${operationId} ${call.path}`,
    ...(call.type && { 'content-type': call.type }),
    ...(call.coding && { 'content-encoding': call.coding }),
  };

  const refused = await suite.request(method, call.path, { as: 'demo-reader', body: call.body, headers });
  const answer = await suite.request(method, call.path, { body: call.body, headers });
  const repeat = await suite.request(method, call.path, { body: call.body, headers });

  expect([refused.status, refused.json.code]).toEqual([403, 'insufficient-scope']);
  expect(answer.json).toMatchObject(call.says);
  expect([answer.status, answer.headers.get('content-language')]).toEqual([reply.status, 'en']);
  expect([repeat.text, repeat.headers.get('idempotent-replayed')]).toEqual([answer.text, 'true']);
});

test('what the batches wrote is what the summary adds up, and the annotation comes with it', async () => {
  const { json } = await suite.request('GET', '/v1/volumes/summary?from=2024-03-04&to=2024-03-07&measure=e-channels.clients-served');
  const revised = await suite.request('GET', '/v1/volumes/batches/SYSTEM-3/entries');

  expect(json).toMatchObject({
    rows: [{ value: 4100 + 4200 + 4350 + 4400, basis: 'observed', reported: null, days: 4, complete: true }],
    annotations: [{ text: { en: 'A test of the system' } }],
  });
  expect(revised.json).toMatchObject({ items: [{ from: '2024-03-06', value: 4350, previous: 4300, basis: 'observed' }], nextCursor: null });
});

test('a table comes as CSV, unlike units are not added up, and a region sees its own', async () => {
  const path = '/v1/volumes/summary?fiscalYear=2022-23';
  const table = await suite.request('GET', `${path}&groupBy=region&measure=in-person.clients-served`, { headers: { accept: 'text/csv' } });
  const added = await suite.request('GET', path, { headers: { 'accept-language': 'fr' } });
  const foreign = await suite.request('GET', `${path}&groupBy=measure&region=ontario`, { as: 'demo-atlantic' });
  const own = await suite.request('GET', `${path}&groupBy=region&measure=in-person.clients-served`, { as: 'demo-atlantic' });

  expect([table.headers.get('content-type'), table.text.trim().split('\r\n').length]).toEqual([expect.stringMatching(/^text\/csv/), 1 + 4]);
  expect([added.status, added.json.code, added.headers.get('content-language')]).toEqual([422, 'not-additive', 'fr']);
  expect([foreign.status, foreign.json.code]).toEqual([403, 'outside-region']);
  expect(own.json).toMatchObject({ rows: [{ region: 'atlantic' }] });
});

test('after all that the chain of changes still verifies and tells of each batch once', async () => {
  const { json: verification } = await suite.request('GET', '/v1/volumes/changes/verification');
  const feed: { items: { subject: string }[] } = (await suite.request('GET', '/v1/volumes/changes?limit=500')).json as never;

  expect(verification).toMatchObject({ valid: true, firstInvalid: null });
  const subjects = feed.items.map(({ subject }) => subject).filter((subject) => subject.startsWith('SYSTEM-'));
  expect(subjects).toEqual(['SYSTEM-1', 'SYSTEM-2', 'SYSTEM-3', 'SYSTEM-4']);
});
