import { changeQaIntegration, listQaIntegrations, readQaIntegration, readQaProgram } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { startService } from '../../test/start.ts';

test('IRIS is in service; GCMS is planned, to be tested in spring/summer 2023, in the words of the document and without a day', async () => {
  await using service = await startService();
  const reader = service.as('demo-reader');

  const { items } = (await reader.call(listQaIntegrations, { query: { asOf: '2023-05-16' } })).json();
  const unknown = await reader.call(readQaIntegration, { params: { system: 'ORACLE' } });
  const malformed = await reader.call(readQaIntegration, { params: { system: 'gcms' } });

  expect(items).toMatchObject([
    {
      system: 'GCMS',
      state: 'planned',
      testingPlanned: { year: '2023', when: { en: 'spring/summer 2023', fr: 'printemps/été 2023' } },
      source: { quality: 'reported' },
    },
    { system: 'IRIS', state: 'in-service', testingPlanned: null },
  ]);
  expect([unknown.problem().code, malformed.problem().code]).toEqual(['not-found', 'invalid-request']);
});

test('GCMS goes into testing from a day on; before that day, and to who asks what was known before, it is planned', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const params = { system: 'GCMS' };
  const before = await admin.call(readQaIntegration, { params });
  const change = (tag?: string) =>
    admin.call(changeQaIntegration, {
      params,
      body: { state: 'testing', effectiveOn: '2023-07-04', reason: 'the tests begin' },
      ...(tag && { headers: { 'if-match': tag } }),
    });
  const stateOn = async (asOf: string, knownAt?: string) =>
    (await admin.call(readQaIntegration, { params, query: { asOf, ...(knownAt && { knownAt }) } })).json().state;

  const unread = await change();
  const changed = await change(before.headers.etag);
  const stale = await change(before.headers.etag);

  expect([unread.problem().code, changed.json().state, stale.problem().code]).toEqual(['precondition-required', 'testing', 'precondition-failed']);
  expect([await stateOn('2023-07-03'), await stateOn('2023-07-04'), await stateOn('2023-07-04', before.json().knownAt)]).toEqual([
    'planned',
    'testing',
    'planned',
  ]);
});

test('the program says whose legislative duty it is and what made it return', async () => {
  await using service = await startService();
  const reader = service.as('demo-reader');

  const program = await reader.call(readQaProgram, { query: { asOf: '2023-05-16' } });
  const before = await reader.call(readQaProgram, { query: { asOf: '2023-05-15' } });

  expect(program.json()).toMatchObject({
    legislativeDuty: true,
    runBy: 'ESDC',
    onBehalfOf: 'IRCC',
    resumption: { month: '2023-01', when: { fr: 'janvier 2023' } },
  });
  expect(before.problem().code).toBe('not-found');
});
