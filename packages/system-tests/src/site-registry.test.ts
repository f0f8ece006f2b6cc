import { catalog } from '@csn/contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { routeOf } from './calls.ts';
import { reads, writes } from './site-registry-calls.ts';
import { type RunningSuite, startSuite } from './suite.ts';

let suite: RunningSuite;
beforeAll(async () => {
  suite = await startSuite();
}, 180_000);
afterAll(async () => {
  await suite[Symbol.asyncDispose]();
}, 60_000);

const { operations } = catalog['site-registry'];

test('every operation of the site registry is called here', () => {
  const called = [...Object.keys(reads), ...Object.keys(writes)];

  expect(called.toSorted()).toEqual(operations.map(({ operationId }) => operationId).toSorted());
});

test.each(Object.entries(reads))('%s answers through the gateway in both languages, and with 304 to who has it already', async (operationId, call) => {
  routeOf('site-registry', operationId, call);

  for (const language of ['en', 'fr']) {
    const headers = { 'accept-language': language };
    const answer = await suite.request('GET', call.path, { as: 'demo-reader', headers });
    const again = await suite.request('GET', call.path, { as: 'demo-reader', headers: { ...headers, 'if-none-match': answer.headers.get('etag') ?? '' } });

    expect(answer.json).toMatchObject(call.says);
    expect([answer.status, answer.headers.get('content-language'), again.status]).toEqual([200, language, 304]);
  }
});

test.each(Object.entries(writes))('%s takes effect through the gateway, and for who may only read it does not', async (operationId, call) => {
  const { method, reply } = routeOf('site-registry', operationId, call);
  const tag = call.tagOf && (await suite.request('GET', call.tagOf)).headers.get('etag');
  const headers: Record<string, string> = { ...(tag && { 'if-match': tag }), ...(call.type && { 'content-type': call.type }) };

  const refused = await suite.request(method, call.path, { as: 'demo-reader', body: call.body, headers });
  const answer = await suite.request(method, call.path, { body: call.body, headers });

  expect([refused.status, refused.json.code]).toEqual([403, 'insufficient-scope']);
  expect(answer.json).toMatchObject(call.says);
  expect([answer.status, answer.headers.get('content-language')]).toEqual([reply.status, 'en']);
});

test('after all that the chain of changes still verifies', async () => {
  const { json } = await suite.request('GET', '/v1/sites/changes/verification');

  expect(json).toMatchObject({ valid: true, firstInvalid: null });
});
