import { listRolloutRequirements, readRollout, readRolloutSequence, replaceRolloutSequence } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { siteRegister, startService } from '../../test/start.ts';

test('the rollout has its window, the announcement of 10 May 2023 and laser engraving, in both languages', async () => {
  await using service = await startService();

  const rollout = (await service.as('demo-reader').call(readRollout, { query: { asOf: '2023-05-16' } })).json();

  expect(rollout.window).toEqual({ from: '2023-06-01', to: '2023-07-31', when: { en: 'June/July 2023', fr: 'juin/juillet 2023' } });
  expect(rollout.milestones).toMatchObject([{ code: 'announcement', on: '2023-05-10' }]);
  expect(rollout.features).toContainEqual({ code: 'laser-engraving', text: { en: 'Laser engraving', fr: 'Gravure au laser' } });
});

test('an operator needs three credentials', async () => {
  await using service = await startService();

  const { items } = (await service.as('demo-reader').call(listRolloutRequirements, {})).json();

  expect(items.map(({ type }) => type)).toEqual(['health-safety-attestation', 'in-person-training', 'saba-online-course']);
});

test('the sequence is under review and empty until it is re-sequenced as a whole; what it was before stays readable', async () => {
  await using service = await startService({ others: siteRegister('SC-3010', 'SC-1137', 'SC-3582') });
  const admin = service.as('demo-admin');
  const loaded = await admin.call(readRolloutSequence, {});
  const items = [
    { siteId: 'SC-3582', plannedWeek: '2023-W22' },
    { siteId: 'SC-3010', plannedWeek: '2023-W23' },
    { siteId: 'SC-1137', plannedWeek: '2023-W31' },
  ];

  const replaced = await admin.call(replaceRolloutSequence, {
    body: { items, state: 'confirmed', reason: 'aligned with the schedule' },
    headers: { 'if-match': loaded.headers.etag ?? '' },
  });
  const first = await admin.call(readRolloutSequence, { query: { limit: 2 } });
  const second = await admin.call(readRolloutSequence, { query: { limit: 2, cursor: first.json().nextCursor ?? '' } });
  const before = await admin.call(readRolloutSequence, { query: { knownAt: loaded.json().knownAt } });

  expect(loaded.json()).toMatchObject({ state: 'under-review', items: [], notes: [{ code: 'sequence-under-review' }] });
  expect(replaced.json()).toMatchObject({ state: 'confirmed', revision: 2, notes: [] });
  expect([...first.json().items, ...second.json().items]).toEqual(replaced.json().items);
  expect(replaced.json().items).toMatchObject([
    { order: 1, siteId: 'SC-3582', region: 'ontario', week: { from: '2023-05-29', to: '2023-06-04' } },
    { order: 2, siteId: 'SC-3010', week: { from: '2023-06-05', to: '2023-06-11' } },
    { order: 3, siteId: 'SC-1137', week: { from: '2023-07-31', to: '2023-08-06' } },
  ]);
  expect(before.json()).toMatchObject({ state: 'under-review', items: [] });
});

test('a sequence with an unknown site, a site named twice or a week outside the window is refused as a whole, every fault by its pointer', async () => {
  await using service = await startService({ others: siteRegister('SC-3010', 'SC-1137') });
  const admin = service.as('demo-admin');

  const refused = await admin.call(replaceRolloutSequence, {
    body: {
      items: [
        { siteId: 'SC-3010', plannedWeek: '2023-W21' },
        { siteId: 'NOWHERE', plannedWeek: '2023-W23' },
        { siteId: 'SC-3010', plannedWeek: '2023-W32' },
        { siteId: 'SC-1137', plannedWeek: '2023-W53' },
      ],
      reason: 'test',
    },
    headers: { 'if-match': '*', 'accept-language': 'fr' },
  });

  expect(refused.problem()).toMatchObject({ status: 422, code: 'sequence-refused' });
  expect(refused.problem().errors?.map(({ pointer, code }) => [pointer, code])).toEqual([
    ['/items/0/plannedWeek', 'outside-window'],
    ['/items/1/siteId', 'unknown-site'],
    ['/items/2/siteId', 'duplicate-site'],
    ['/items/2/plannedWeek', 'outside-window'],
    ['/items/3/plannedWeek', 'unknown-week'],
  ]);
  expect((await admin.call(readRolloutSequence, {})).json().items).toEqual([]);
});

test('of many who re-sequence with one ETag one wins, and none may without', async () => {
  await using service = await startService({ others: siteRegister('SC-3010') });
  const admin = service.as('demo-admin');
  const { headers } = await admin.call(readRolloutSequence, {});
  const replace = (week: number, tag?: string) =>
    admin.call(replaceRolloutSequence, {
      body: { items: [{ siteId: 'SC-3010', plannedWeek: `2023-W${week}` }], reason: 'race' },
      ...(tag && { headers: { 'if-match': tag } }),
    });

  const unread = await replace(23);
  const many = await Promise.all([23, 24, 25, 26, 27, 28].map((week) => replace(week, headers.etag)));

  expect(unread.problem().code).toBe('precondition-required');
  expect(many.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 412, 412, 412, 412, 412]);
});
