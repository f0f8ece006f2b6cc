import { listPlannedReactivations, planReactivation, readPlannedReactivation, readReactivation } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { changeState, givenOpenSite, givenSite, givenSuspendedOutreachSite } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import { neighboursOf } from './summary.ts';

test('a planned site counts for its quarter until it is reactivated', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSuspendedOutreachSite(service);
  await givenOpenSite(service, { kind: 'scheduled-outreach' });

  const planned = await admin.call(planReactivation, {
    params: { siteId },
    body: { plannedQuarter: '2024-25-Q1', effectiveOn: '2024-03-01', reason: 'staff found' },
  });
  await changeState(service, siteId, 'open', '2024-05-15');
  const on = async (asOf: string) => (await admin.call(readReactivation, { query: { asOf } })).json();

  expect(planned.json()).toMatchObject({
    siteId,
    region: 'ontario',
    state: 'suspended',
    plannedQuarter: '2024-25-Q1',
    reason: 'staff found',
    source: { quality: 'measured' },
  });
  expect(await on('2024-05-14')).toMatchObject({ reactivated: 0, plannedThisQuarter: 1, quarter: '2024-25-Q1', reported: null, notes: [] });
  expect(await on('2024-05-15')).toMatchObject({ reactivated: 1, plannedThisQuarter: 0 });
  expect(await on('2024-03-31')).toMatchObject({ plannedThisQuarter: 0, quarter: '2023-24-Q4' });
});

test('the plan of a site that never opened does not count: only a suspended one can be reactivated', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSite(service, { kind: 'scheduled-outreach' });

  await admin.call(planReactivation, { params: { siteId }, body: { plannedQuarter: '2024-25-Q1', effectiveOn: '2024-03-01' } });

  expect((await admin.call(readReactivation, { query: { asOf: '2024-05-01' } })).json()).toMatchObject({ plannedThisQuarter: 0, quarter: '2024-25-Q1' });
});

test('a plan is changed with If-Match, taken back with null, and stays readable as it was known', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { siteId } = await givenSuspendedOutreachSite(service);
  const plan = (plannedQuarter: string | null, tag?: string) =>
    admin.call(planReactivation, { params: { siteId }, body: { plannedQuarter, effectiveOn: '2024-03-01' }, ...(tag && { headers: { 'if-match': tag } }) });

  const first = await plan('2024-25-Q1');
  const without = await plan('2024-25-Q2');
  const moved = await plan('2024-25-Q2', first.headers.etag);
  const stale = await plan(null, first.headers.etag);
  const off = await plan(null, moved.headers.etag);
  const before = (await admin.call(readPlannedReactivation, { params: { siteId }, query: { knownAt: first.json().knownAt } })).json();

  expect([without, stale].map((answer) => answer.problem().code)).toEqual(['precondition-required', 'precondition-failed']);
  expect(off.json()).toMatchObject({ plannedQuarter: null, revision: 3 });
  expect(before.plannedQuarter).toBe('2024-25-Q1');
  expect((await admin.call(listPlannedReactivations, {})).json().items).toEqual([]);
  expect((await admin.call(listPlannedReactivations, { query: { knownAt: moved.json().knownAt, quarter: '2024-25-Q2' } })).json().items).toHaveLength(1);
});

test('of many first plans for one site at once one is recorded', async () => {
  await using service = await startService();
  const { siteId } = await givenSuspendedOutreachSite(service);

  const answers = await Promise.all(
    ['2024-25-Q1', '2024-25-Q2', '2024-25-Q3', '2024-25-Q4'].map((plannedQuarter) =>
      service.as('demo-admin').call(planReactivation, { params: { siteId }, body: { plannedQuarter } }),
    ),
  );

  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 428, 428, 428]);
});

test('a plan is refused for another region, another kind of site, a closed or unknown one, and a quarter that does not exist', async () => {
  await using service = await startService();
  const { siteId } = await givenSuspendedOutreachSite(service);
  const centre = await givenOpenSite(service);
  const closed = await givenOpenSite(service, { kind: 'scheduled-outreach' });
  await changeState(service, closed.siteId, 'closed', '2024-02-01');
  const plan = (id: string, plannedQuarter = '2024-25-Q1', client: 'demo-admin' | 'demo-atlantic' = 'demo-admin') =>
    service.as(client).call(planReactivation, { params: { siteId: id }, body: { plannedQuarter } });

  const codes = [
    await plan(siteId, '2024-26-Q1'),
    await plan('NO-SUCH'),
    await plan(siteId, '2024-25-Q1', 'demo-atlantic'),
    await plan(closed.siteId),
    await plan(centre.siteId),
  ].map((answer) => answer.problem().code);

  expect(codes).toEqual(['invalid-request', 'not-found', 'outside-region', 'site-closed', 'not-outreach-site']);
});

test('a figure is held against the statement before it, the first against the one after', () => {
  const statements = [
    { asOf: '2023-03-31', count: 208 },
    { asOf: '2023-04-21', count: 210 },
  ];

  expect(neighboursOf('2023-03-30', statements)).toBeUndefined();
  expect(neighboursOf('2023-03-31', statements)).toEqual(statements);
  expect(neighboursOf('2023-04-21', statements)).toEqual(statements);
  expect(neighboursOf('2023-04-21', statements.slice(0, 1))).toBeUndefined();
});
