import {
  changeDemandEstimate,
  changeDisruption,
  changeMitigation,
  createDisruption,
  listDisruptions,
  listMitigations,
  listPassportChanges,
  readDemandEstimate,
  readDemandGap,
  readDisruption,
} from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { startService } from '../../test/start.ts';

const survey = { document: 'Weekly intake report', asOf: '2023-06-30', quality: 'measured' as const };
const gazette = { document: 'Statement of the parties', asOf: '2023-06-01', quality: 'reported' as const };

test('on 16 May 2023 an estimated 100 000 applications had not been received; what the document leaves open is null, with a note', async () => {
  await using service = await startService();
  const reader = service.as('demo-reader');

  const gap = (await reader.call(readDemandGap, { query: { asOf: '2023-05-16' } })).json();
  const dayBefore = (await reader.call(readDemandGap, { query: { asOf: '2023-05-15' } })).json();
  const monthLater = (await reader.call(readDemandGap, { query: { asOf: '2023-06-16' }, headers: { 'accept-language': 'fr' } })).json();

  expect(gap).toMatchObject({
    asOf: '2023-05-16',
    estimatedOn: '2023-05-16',
    outstanding: 100_000,
    expected: null,
    received: null,
    arrival: null,
    source: { quality: 'reported' },
  });
  expect(gap.notes.map(({ code }) => code)).toEqual(['expected-not-stated', 'received-not-stated', 'arrival-not-known']);
  expect(dayBefore).toMatchObject({ outstanding: null, source: null, notes: [{ code: 'no-estimate' }] });
  expect(monthLater).toMatchObject({ outstanding: 100_000, estimatedOn: '2023-05-16' });
  expect(monthLater.notes.at(-1)).toEqual({ code: 'estimate-of-earlier-day', text: 'L’estimation date du 16 mai 2023; aucune n’est connue depuis.' });
});

test('a new estimate holds from its own day, is known only from then, and is corrected against its ETag', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const enter = (outstanding: number, headers = {}) =>
    admin.call(changeDemandEstimate, { params: { estimatedOn: '2023-06-30' }, body: { outstanding, source: survey, reason: 'weekly report' }, headers });
  const gapOn = async (asOf: string, knownAt?: string) =>
    (await admin.call(readDemandGap, { query: { asOf, ...(knownAt && { knownAt }) } })).json().outstanding;
  const { knownAt: before } = (await admin.call(readDemandGap, {})).json();

  const first = await enter(80_000);
  const unread = await enter(70_000);
  const corrected = await enter(75_000, { 'if-match': first.headers.etag });

  expect([first.status, unread.problem().code, corrected.status]).toEqual([200, 'precondition-required', 200]);
  expect(await gapOn('2023-06-29')).toBe(100_000);
  expect(await gapOn('2023-06-30')).toBe(75_000);
  expect(await gapOn('2023-06-30', first.json().knownAt)).toBe(80_000);
  expect(await gapOn('2023-06-30', before)).toBe(100_000);
  expect((await admin.call(readDemandEstimate, { params: { estimatedOn: '2023-06-30' } })).headers.etag).toBe(corrected.headers.etag);
});

test('what is outstanding follows from the two other figures, and a figure that contradicts them is refused', async () => {
  await using service = await startService({ load: 'none' });
  const enter = (figures: { expected?: number; received?: number; outstanding?: number }) =>
    service.as('demo-admin').call(changeDemandEstimate, { params: { estimatedOn: '2024-03-31' }, body: { ...figures, source: survey, reason: 'test' } });

  const contradicted = await enter({ expected: 500, received: 300, outstanding: 100 });
  const nothing = await enter({ expected: 500 });
  const derived = await enter({ expected: 500, received: 300 });

  expect(contradicted.problem()).toMatchObject({ status: 422, code: 'figures-disagree', errors: [{ pointer: '/outstanding' }] });
  expect(nothing.problem()).toMatchObject({ status: 400, errors: [{ pointer: '/outstanding', code: 'figure-required' }] });
  expect(derived.json()).toMatchObject({ expected: 500, received: 300, outstanding: 200 });
});

test('the dates of the work stoppage stay null until a caller enters them with the document that states them', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const params = { disruptionId: 'work-stoppage-2023' };
  const loaded = await admin.call(readDisruption, { params });
  const date = (body: { from?: string | null; to?: string | null; source?: typeof gazette }) =>
    admin.call(changeDisruption, { params, body: { ...body, effectiveOn: '2023-06-01', reason: 'dates stated' }, headers: { 'if-match': '*' } });

  const unsourced = await date({ from: '2023-04-20' });
  const backwards = await date({ from: '2023-05-02', to: '2023-05-01', source: gazette });
  const dated = await date({ from: '2023-04-20', source: gazette });
  const endsBeforeItBegins = await date({ to: '2023-04-01', source: gazette });

  expect(loaded.json()).toMatchObject({ kind: 'work-stoppage', from: null, to: null, effect: 'below-normal', source: { quality: 'reported' } });
  expect(unsourced.problem()).toMatchObject({ status: 400, errors: [{ pointer: '/source', code: 'source-required' }] });
  expect(backwards.problem()).toMatchObject({ status: 400, errors: [{ pointer: '/from', code: 'from-after-to' }] });
  expect(dated.json()).toMatchObject({ from: '2023-04-20', to: null, source: gazette, revision: 2 });
  expect(endsBeforeItBegins.problem()).toMatchObject({ status: 422, code: 'dates-out-of-order', errors: [{ pointer: '/to' }] });
  const asKnownBefore = await admin.call(listDisruptions, { query: { asOf: '2023-06-01', knownAt: loaded.json().knownAt } });
  expect(asKnownBefore.json().items).toMatchObject([{ disruptionId: 'work-stoppage-2023', from: null }]);
});

test('a disruption is entered once, and stands in the change feed', async () => {
  await using service = await startService({ load: 'none' });
  const admin = service.as('demo-admin');
  const body = {
    disruptionId: 'outage-2024',
    kind: 'system-outage' as const,
    name: { en: 'Outage', fr: 'Panne' },
    effect: 'below-normal' as const,
    text: { en: 'An outage.', fr: 'Une panne.' },
  };

  const [first, second] = await Promise.all([admin.call(createDisruption, { body }), admin.call(createDisruption, { body })]);
  await service.options.feed.catchUp();
  const feed = await admin.call(listPassportChanges, {});

  expect([first.status, second.status].sort((a, b) => a - b)).toEqual([201, 409]);
  expect(feed.json().items).toMatchObject([
    { type: 'demand-disruption.created', subject: 'outage-2024', actor: 'demo-admin', data: { disruptionId: 'outage-2024', revision: 1 } },
  ]);
});

test('every fault of a disruption is named at once', async () => {
  await using service = await startService({ load: 'none' });

  const answer = await service.as('demo-admin').send({
    method: 'POST',
    url: '/v1/passport/demand/disruptions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      disruptionId: 'Not A Code',
      kind: 'strike',
      name: { en: 'Only English' },
      from: '2023-02-30',
      effect: 'below-normal',
      text: { en: 'a', fr: 'b' },
      nope: 1,
    }),
  });

  expect(
    answer
      .problem()
      .errors?.map(({ pointer }) => pointer)
      .sort(),
  ).toEqual(['/disruptionId', '/from', '/kind', '/name/fr', '/nope']);
});

test('of many callers with one ETag one changes a disruption', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const params = { disruptionId: 'work-stoppage-2023' };
  const { headers } = await admin.call(readDisruption, { params });

  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      admin.call(changeDisruption, {
        params,
        body: { name: { en: `Name ${n}`, fr: `Nom ${n}` }, reason: 'race' },
        headers: { 'if-match': headers.etag ?? '' },
      }),
    ),
  );

  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, ...Array.from({ length: 11 }, () => 412)]);
});

test('four mitigations are named in both languages; one that comes into use says since when, and who said so', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const params = { mitigationId: 'workforce-organised-around-workload' };
  const change = (state: 'available' | 'in-use', since: string | null) =>
    admin.call(changeMitigation, { params, body: { state, since, effectiveOn: '2023-06-01', reason: 'more applications' }, headers: { 'if-match': '*' } });

  const { items } = (await admin.call(listMitigations, { query: { asOf: '2023-05-16' } })).json();
  const same = await change('available', null);
  const used = await change('in-use', '2023-06-01');

  expect(items.map(({ mitigationId, state, since }) => [mitigationId, state, since])).toEqual([
    ['close-monitoring', 'in-use', null],
    ['online-status-check', 'in-use', null],
    ['proactive-communications', 'in-use', null],
    ['workforce-organised-around-workload', 'available', null],
  ]);
  expect(items.every(({ name, text }) => name.en !== '' && name.fr !== '' && text.en !== text.fr)).toBe(true);
  expect(same.json()).toMatchObject({ revision: 1, source: { quality: 'reported' } });
  expect(used.json()).toMatchObject({ state: 'in-use', since: '2023-06-01', revision: 2, source: { document: 'Entry by demo-admin', quality: 'measured' } });
});
