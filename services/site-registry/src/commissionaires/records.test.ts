import {
  changeCommunication,
  changeConsultation,
  changeReductionPlan,
  listConsultations,
  readCommissionaireReview,
  readCommissionaireSummary,
  readReductionPlan,
  recordCommissionairePost,
  recordCommissionaireReview,
  recordCommunication,
  recordConsultation,
} from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { startService } from '../../test/start.ts';

const subject = { en: 'Return to pre-pandemic posts', fr: 'Retour aux postes d’avant la pandémie' };
const plan = {
  dueOn: '2023-06-30',
  targetLevel: 'pre-pandemic',
  implementation: 'full',
  reference: '2020-02-29',
  effectiveOn: '2023-05-16',
  reason: 'test',
} as const;

test('a region records its own review, and changes it with If-Match', async () => {
  await using service = await startService();
  const atlantic = service.as('demo-atlantic');
  const record = (region: 'atlantic' | 'quebec', over: object = {}, tag?: string) =>
    atlantic.call(recordCommissionaireReview, {
      params: { region },
      body: { state: 'in-progress', effectiveOn: '2023-03-01', reason: 'test', ...over },
      ...(tag && { headers: { 'if-match': tag } }),
    });

  const first = await record('atlantic');
  const without = await record('atlantic', { state: 'done' });
  const done = await record('atlantic', { state: 'done', completedOn: '2023-04-14', effectiveOn: '2023-04-14' }, first.headers.etag);
  const early = await record('atlantic', { completedOn: '2023-04-14' }, done.headers.etag);
  const outside = await record('quebec');
  const before = (await atlantic.call(readCommissionaireReview, { params: { region: 'atlantic' }, query: { asOf: '2023-04-13' } })).json();

  expect(done.json()).toMatchObject({ region: 'atlantic', state: 'done', completedOn: '2023-04-14', revision: 2 });
  expect(before.state).toBe('in-progress');
  expect([without, early, outside].map((answer) => answer.problem().code)).toEqual(['precondition-required', 'invalid-request', 'outside-region']);
});

test('of two first reviews of a region at once one is recorded, the other must look at it first', async () => {
  await using service = await startService();

  const answers = await Promise.all(
    (['planned', 'done'] as const).map((state) =>
      service.as('demo-admin').call(recordCommissionaireReview, { params: { region: 'ontario' }, body: { state, reason: 'test' } }),
    ),
  );

  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 428]);
});

test('the plan is national, is set with If-Match, and the summary measures every region by it', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const missing = await admin.call(readReductionPlan, {});
  const regional = await service.as('demo-atlantic').call(changeReductionPlan, { body: plan });
  const set = await admin.call(changeReductionPlan, { body: plan });
  const without = await admin.call(changeReductionPlan, { body: { ...plan, dueOn: '2023-07-31' } });
  for (const body of [
    { region: 'ontario', reason: 'baseline', posts: 10, from: '2019-04-01' },
    { region: 'ontario', reason: 'covid-19', posts: 4, from: '2020-07-01', to: '2023-06-29' },
    { region: 'atlantic', reason: 'baseline', posts: 5, from: '2019-04-01' },
    { region: 'atlantic', reason: 'queue-management', posts: 1, from: '2022-07-01', to: '2023-09-30' },
  ] as const)
    await admin.call(recordCommissionairePost, { body });

  const on = async (asOf: string) => (await admin.call(readCommissionaireSummary, { query: { asOf }, headers: { 'accept-language': 'fr' } })).json();
  const may = await on('2023-05-16');
  const july = await on('2023-07-01');

  expect([missing, regional, without].map((answer) => answer.problem().code)).toEqual(['not-found', 'outside-region', 'precondition-required']);
  expect(set.json()).toMatchObject({ reference: { on: '2020-02-29' }, measures: [], revision: 1 });
  expect(may).toMatchObject({ dueOn: '2023-06-30', targetLevel: 'pre-pandemic', postsNow: null, onTrack: false, reviews: { done: 0, of: 4 }, notes: [] });
  expect(may.byRegion.map(({ region, postsNow, target, onTrack, why }) => [region, postsNow, target, onTrack, why])).toEqual([
    ['atlantic', 6, 5, false, 'reduction-not-scheduled'],
    ['quebec', null, null, null, 'not-known'],
    ['ontario', 14, 10, true, 'reduction-scheduled'],
    ['western-territories', null, null, null, 'not-known'],
  ]);
  expect(may.byRegion[0]?.explanation).toBe('Les périodes consignées maintiennent 6 postes le 30 juin 2023; la cible est de 5.');
  expect(july.byRegion.map(({ why }) => why)).toEqual(['overdue', 'not-known', 'target-reached', 'not-known']);
});

test('after the due day a region is told its posts and the target, also where posts were added after the target was met', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await admin.call(changeReductionPlan, { body: plan });
  for (const body of [
    { region: 'ontario', reason: 'baseline', posts: 10, from: '2019-04-01' },
    { region: 'ontario', reason: 'queue-management', posts: 2, from: '2023-08-01' },
    { region: 'atlantic', reason: 'baseline', posts: 1, from: '2019-04-01', to: '2020-01-31' },
    { region: 'atlantic', reason: 'covid-19', posts: 1, from: '2020-07-01' },
  ] as const)
    await admin.call(recordCommissionairePost, { body });

  const overdue = async (language: string) => {
    const answer = await admin.call(readCommissionaireSummary, { query: { asOf: '2023-08-01' }, headers: { 'accept-language': language } });
    return answer
      .json()
      .byRegion.filter(({ why }) => why === 'overdue')
      .map(({ explanation }) => explanation);
  };

  expect(await overdue('en')).toEqual([
    'The reduction was due on June 30, 2023; there is 1 post and the target is 0.',
    'The reduction was due on June 30, 2023; there are 12 posts and the target is 10.',
  ]);
  expect(await overdue('fr')).toEqual([
    'La réduction devait être terminée le 30 juin 2023; il y a 1 poste et la cible est de 0.',
    'La réduction devait être terminée le 30 juin 2023; il y a 12 postes et la cible est de 10.',
  ]);
});

test('what is not known of a region is told apart: its posts, the plan, the reference day, the posts of that day', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await admin.call(changeReductionPlan, { body: { ...plan, reference: null } });
  await admin.call(changeReductionPlan, { body: { ...plan, effectiveOn: '2023-06-01' }, headers: { 'if-match': '*' } });
  await admin.call(recordCommissionairePost, { body: { region: 'ontario', reason: 'baseline', posts: 10, from: '2019-04-01' } });
  await admin.call(recordCommissionairePost, { body: { region: 'quebec', reason: 'covid-19', posts: 4, from: '2020-07-01', to: '2022-12-31' } });

  const on = async (asOf: string) => {
    const { byRegion } = (await admin.call(readCommissionaireSummary, { query: { asOf } })).json();
    return byRegion.filter(({ region }) => region === 'ontario' || region === 'quebec');
  };
  const days = [await on('2019-03-31'), await on('2019-04-01'), await on('2023-05-16'), await on('2023-06-01')];

  expect(days.map((regions) => regions.map(({ postsNow, byReason, target, why }) => [postsNow, byReason.length, target, why]))).toEqual([
    [
      [null, 0, null, 'not-known'],
      [null, 0, null, 'not-known'],
    ],
    [
      [null, 0, null, 'not-known'],
      [10, 3, null, 'no-plan'],
    ],
    [
      [0, 3, null, 'no-reference'],
      [10, 3, null, 'no-reference'],
    ],
    [
      [0, 3, null, 'target-not-known'],
      [10, 3, 10, 'target-reached'],
    ],
  ]);
  expect(days.flat().map(({ explanation }) => explanation)).toEqual([
    'No document and no record says how many posts there are on March 31, 2019.',
    'No document and no record says how many posts there are on March 31, 2019.',
    'No document and no record says how many posts there are on April 1, 2019.',
    'No reduction plan is in force on April 1, 2019: there is no target.',
    'The reduction plan names no reference day, whose posts would be the target.',
    'The reduction plan names no reference day, whose posts would be the target.',
    'The target is the number of posts on February 29, 2020, and no document and no record says how many there were.',
    'The posts (10) are at or below the target (10).',
  ]);
});

test('a consultation is recorded by a region for itself and by the country for all, and changed with If-Match', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const atlantic = service.as('demo-atlantic');
  const body = {
    committee: 'health-safety-committee',
    state: 'planned',
    period: { from: '2023-06-05', to: '2023-06-05', precision: 'day' },
    subject,
    effectiveOn: '2023-05-16',
  } as const;

  const regional = await atlantic.call(recordConsultation, { body: { ...body, region: 'atlantic' } });
  const forAll = await atlantic.call(recordConsultation, { body });
  const national = await admin.call(recordConsultation, { body });
  const backwards = await admin.call(recordConsultation, { body: { ...body, period: { from: '2023-06-05', to: '2023-06-01', precision: 'day' } } });
  const params = { consultationId: regional.json().consultationId };
  const held = await atlantic.call(changeConsultation, {
    params,
    body: { state: 'held', effectiveOn: '2023-06-05', reason: 'minutes' },
    headers: { 'if-match': regional.headers.etag ?? '' },
  });
  const stale = await atlantic.call(changeConsultation, {
    params,
    body: { state: 'cancelled', reason: 'test' },
    headers: { 'if-match': regional.headers.etag ?? '' },
  });
  const other = await atlantic.call(changeConsultation, {
    params: { consultationId: national.json().consultationId },
    body: { state: 'held', reason: 'test' },
  });

  expect([forAll, backwards, stale, other].map((answer) => answer.problem().code)).toEqual([
    'outside-region',
    'invalid-request',
    'precondition-failed',
    'outside-region',
  ]);
  expect(backwards.problem().errors).toMatchObject([{ pointer: '/period/from', code: 'from-after-to' }]);
  expect(held.json()).toMatchObject({ state: 'held', effectiveOn: '2023-06-05', revision: 2 });
  expect((await admin.call(listConsultations, { query: { region: ['atlantic'] } })).json().items).toHaveLength(1);
});

test('a communication has a day of sending once it is sent', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const body = { state: 'planned', audience: ['employees'], topics: ['reception-zone'], text: subject, effectiveOn: '2023-05-16' } as const;

  const planned = await admin.call(recordCommunication, { body: { ...body, audience: ['employees'], topics: ['reception-zone'] } });
  const early = await admin.call(recordCommunication, { body: { ...body, audience: ['employees'], topics: ['reception-zone'], sentOn: '2023-06-01' } });
  const params = { communicationId: planned.json().communicationId };
  const sent = await admin.call(changeCommunication, {
    params,
    body: { state: 'sent', sentOn: '2023-06-05', effectiveOn: '2023-06-05', reason: 'sent' },
    headers: { 'if-match': planned.headers.etag ?? '' },
  });

  expect(early.problem()).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/sentOn' }] });
  expect(sent.json()).toMatchObject({ state: 'sent', sentOn: '2023-06-05', revision: 2 });
});

test('what a caller changes of a consultation or a communication comes from the caller, no longer from the document', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const source = { document: 'Network update', asOf: '2023-05-16', quality: 'reported' as const };
  const dated = { effectiveOn: '2023-05-16', source };
  const consultation = await admin.call(recordConsultation, {
    body: {
      committee: 'health-safety-committee',
      state: 'planned',
      period: { from: '2023-06-05', to: '2023-06-05', precision: 'day' },
      subject,
      ...dated,
    },
  });
  const communication = await admin.call(recordCommunication, {
    body: { state: 'planned', audience: ['employees'], topics: ['reception-zone'], text: subject, ...dated },
  });
  const change = { effectiveOn: '2023-06-01', reason: 'test' };
  const headers = { 'if-match': '*' };

  const changed = await admin.call(changeConsultation, {
    params: { consultationId: consultation.json().consultationId },
    body: { state: 'held', ...change },
    headers,
  });
  const sent = await admin.call(changeCommunication, {
    params: { communicationId: communication.json().communicationId },
    body: { state: 'sent', sentOn: '2023-06-01', ...change },
    headers,
  });

  const own = { document: 'Register entry by demo-admin', asOf: '2023-06-01', quality: 'measured' };
  expect([consultation.json().source, communication.json().source]).toEqual([source, source]);
  expect([changed.json().source, sent.json().source]).toEqual([own, own]);
});

test('what is done was done on a day that has come', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const review = (over: object) => admin.call(recordCommissionaireReview, { params: { region: 'quebec' }, body: { state: 'done', reason: 'test', ...over } });
  const consultation = (state: 'held' | 'planned', from: string) =>
    admin.call(recordConsultation, { body: { committee: 'sumcc', state, period: { from, to: from, precision: 'day' }, subject } });
  const planned = await consultation('planned', '2999-01-01');
  const params = { consultationId: planned.json().consultationId };

  const answers = [
    await review({ completedOn: '2999-01-01' }),
    await consultation('held', '2999-01-01'),
    await admin.call(changeConsultation, { params, body: { state: 'held', reason: 'test' }, headers: { 'if-match': '*' } }),
    await admin.call(recordCommunication, {
      body: { state: 'sent', sentOn: '2999-01-01', audience: ['employees'], topics: ['reception-zone'], text: subject },
    }),
  ];
  const before = await review({ completedOn: '2023-04-14', effectiveOn: '2023-04-13' });

  expect(planned.status).toBe(201);
  expect(answers.map((answer) => answer.problem()).map(({ code, errors }) => [code, errors?.[0]?.pointer])).toEqual([
    ['day-in-future', '/completedOn'],
    ['day-in-future', '/period/from'],
    ['day-in-future', '/state'],
    ['day-in-future', '/sentOn'],
  ]);
  expect(before.problem().errors).toMatchObject([{ pointer: '/effectiveOn', code: 'before-completion' }]);
});

test.each([
  ['day', '2023-03-01', '2023-03-02', 'not-one-day'],
  ['month', '2023-03-01', '2023-03-30', 'not-one-month'],
  ['month', '2023-03-02', '2023-03-31', 'not-one-month'],
  ['month', '2023-03-01', '2023-04-30', 'not-one-month'],
  ['month', '2024-02-01', '2024-02-29', undefined],
  ['week', '2023-05-15', '2023-05-21', undefined],
] as const)('a period as exact as a %s, from %s to %s: %s', async (precision, from, to, code) => {
  await using service = await startService();

  const answer = await service
    .as('demo-admin')
    .call(recordConsultation, { body: { committee: 'sumcc', state: 'planned', period: { from, to, precision }, subject } });

  expect(answer.status === 201 ? undefined : answer.problem().errors?.map((fault) => [fault.pointer, fault.code])).toEqual(code && [['/period/to', code]]);
});
