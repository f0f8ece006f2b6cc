import { type NewEntry, type QueryOf, recordBatch, summarizeVolumes } from '@csn/contracts';
import { frozenClock } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import type { TestClient, TestService } from '@csn/testing';
import { batchOf, dayCount, givenBatch, measured, openSince2020, registryWith } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import type { Tables } from '../tables.ts';

const clients = ['e-channels.clients-served'] as const;
const total = (value: number, over: Partial<NewEntry> = {}): NewEntry => ({
  measure: 'in-person.clients-served',
  from: '2022-04-01',
  to: '2023-03-31',
  value,
  ...over,
});

/** Counts of each day, or of Monday to Friday alone. */
function everyDay(from: string, to: string, value: number, { lastWeekday = 7, siteId }: { lastWeekday?: number; siteId?: string } = {}): NewEntry[] {
  const entries: NewEntry[] = [];
  for (let day = Temporal.PlainDate.from(from); day.toString() <= to; day = day.add({ days: 1 }))
    if (day.dayOfWeek <= lastWeekday) entries.push(dayCount(day.toString(), value, siteId));
  return entries;
}
async function summarize(service: TestService<Tables>, query: Partial<QueryOf<typeof summarizeVolumes>>, as: TestClient = 'demo-reader') {
  const answer = await service.as(as).call(summarizeVolumes, { query });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json();
}
async function refusal(service: TestService<Tables>, query: string, as: TestClient = 'demo-reader') {
  return (await service.as(as).send({ method: 'GET', url: `/v1/volumes/summary?${query}` })).problem();
}

test('the value is the reported total where one covers exactly the period, else the sum of the observed days; both are shown', async () => {
  await using service = await startService({ others: registryWith({ 'SITE-1': openSince2020 }) });
  await givenBatch(service, { source: { document: 'Update', asOf: '2023-05-16', quality: 'reported' }, entries: [total(100)] });
  await givenBatch(service, batchOf(dayCount('2022-04-01', 40, 'SITE-1'), dayCount('2022-05-02', 50, 'SITE-1')));

  const year = await summarize(service, { fiscalYear: '2022-23', measure: ['in-person.clients-served'] });
  const april = await summarize(service, { from: '2022-04-01', to: '2022-04-30', measure: ['in-person.clients-served'] });

  expect(year).toMatchObject({ period: { from: '2022-04-01', to: '2023-03-31' }, nextCursor: null });
  expect(year.rows).toMatchObject([
    {
      measure: 'in-person.clients-served',
      unit: 'clients',
      value: 100,
      basis: 'reported',
      reported: 100,
      observed: 90,
      days: 365,
      complete: true,
      source: { document: 'Update', quality: 'reported' },
    },
  ]);
  expect(year.rows[0]?.notes).toEqual([
    { code: 'observed-differs-from-reported', text: 'Clients served in person: the document states 100; the observed days add up to 90.' },
  ]);
  expect(april.rows).toMatchObject([
    {
      value: 40,
      basis: 'observed',
      reported: null,
      observed: 40,
      days: 30,
      perDay: 40 / 30,
      complete: false,
      source: measured,
      notes: [{ code: 'partial-period' }],
    },
  ]);
});

test('a national total does not stand for a region, nor regional totals for the country', async () => {
  await using service = await startService();
  await givenBatch(
    service,
    batchOf(
      total(100),
      total(30, { region: 'ontario' }),
      total(20, { region: 'quebec' }),
      total(7, { from: '2021-04-01', to: '2022-03-31', region: 'quebec' }),
    ),
  );

  const byRegion = await summarize(service, { fiscalYear: '2022-23', groupBy: ['region'], measure: ['in-person.clients-served'] });
  const ontario = await summarize(service, { fiscalYear: '2022-23', region: ['ontario'], measure: ['in-person.clients-served'] });
  const two = await summarize(service, { fiscalYear: '2022-23', region: ['ontario', 'quebec'], measure: ['in-person.clients-served'] });
  const before = await summarize(service, { fiscalYear: '2021-22', measure: ['in-person.clients-served'] });

  expect(byRegion.rows.map(({ region, value }) => [region, value])).toEqual([
    ['ontario', 30],
    ['quebec', 20],
  ]);
  expect(ontario.rows).toMatchObject([{ value: 30, basis: 'reported' }]);
  expect(two.rows).toEqual([]);
  expect(before.rows).toEqual([]);
});

test('rows are grouped by place and kind as they were on each day, also within a month', async () => {
  const others = registryWith({
    'SITE-1': [{ effectiveOn: '2020-01-01' }, { effectiveOn: '2022-04-11', kind: 'consolidated-centre', region: 'quebec' }],
    'SITE-2': openSince2020,
  });
  await using service = await startService({ others });
  const days = ['2022-04-08', '2022-04-11', '2022-05-02'];
  await givenBatch(service, batchOf(...days.flatMap((day, index) => [dayCount(day, 10 ** index, 'SITE-1'), dayCount(day, 2 * 10 ** index, 'SITE-2')])));

  const { rows } = await summarize(service, {
    from: '2022-03-01',
    to: '2022-06-30',
    groupBy: ['region', 'site-kind', 'province'],
    measure: ['in-person.clients-served'],
  });
  const consolidated = await summarize(service, { from: '2022-03-01', to: '2022-06-30', siteKind: ['consolidated-centre'], groupBy: ['site', 'month'] });

  expect(rows.map(({ region, siteKind, province, value }) => [region, siteKind, province, value])).toEqual([
    ['ontario', 'service-canada-centre', 'ON', 223],
    ['quebec', 'consolidated-centre', 'QC', 110],
  ]);
  expect(consolidated.rows.map(({ siteId, month, value }) => [siteId, month, value])).toEqual([
    ['SITE-1', '2022-04', 10],
    ['SITE-1', '2022-05', 100],
  ]);
});

test('counts of different units are never added up; measures of one unit are', async () => {
  await using service = await startService();
  await givenBatch(
    service,
    batchOf(
      dayCount('2022-04-01', 5),
      { measure: 'service-canada-online.clients-served', from: '2022-04-01', to: '2022-04-01', value: 6 },
      { measure: 'esin.applications-completed', from: '2022-04-01', to: '2022-04-01', value: 7 },
    ),
  );
  const day = { from: '2022-04-01', to: '2022-04-01' };

  expect(await refusal(service, 'fiscalYear=2022-23')).toMatchObject({ status: 422, code: 'not-additive' });
  expect((await summarize(service, { ...day, measure: ['e-channels.clients-served', 'service-canada-online.clients-served'] })).rows).toMatchObject([
    { measure: null, unit: 'clients', value: 11, complete: true },
  ]);
  expect((await summarize(service, { ...day, groupBy: ['measure'] })).rows.map(({ measure, unit, value }) => [measure, unit, value])).toEqual([
    ['e-channels.clients-served', 'clients', 5],
    ['esin.applications-completed', 'applications', 7],
    ['service-canada-online.clients-served', 'clients', 6],
  ]);
});

test('a reported total of one measure and observed days of another are added up with a note', async () => {
  await using service = await startService();
  await givenBatch(
    service,
    batchOf(total(100, { from: '2022-04-01', to: '2022-04-02', measure: 'e-channels.clients-served' }), {
      measure: 'service-canada-online.clients-served',
      from: '2022-04-01',
      to: '2022-04-01',
      value: 6,
    }),
  );

  const { rows } = await summarize(service, {
    from: '2022-04-01',
    to: '2022-04-02',
    measure: ['e-channels.clients-served', 'service-canada-online.clients-served'],
  });

  expect(rows).toMatchObject([{ value: 106, basis: 'observed', reported: null, observed: 6, complete: false, notes: [{ code: 'mixed-basis' }] }]);
});

test('a sum above 2^53 is exact', async () => {
  await using service = await startService();
  await givenBatch(service, batchOf(...['2022-04-01', '2022-04-02', '2022-04-03'].map((day) => dayCount(day, Number.MAX_SAFE_INTEGER))));

  const answer = await service.as('demo-reader').call(summarizeVolumes, { query: { from: '2022-04-01', to: '2022-04-03', measure: [...clients] } });

  expect(answer.text).toContain(`"value":${3n * BigInt(Number.MAX_SAFE_INTEGER)},`);
});

test('what was known at an instant stays so: by knownAt of an answer, of a receipt, and before the first batch', async () => {
  await using service = await startService();
  const query = { from: '2022-04-01', to: '2022-04-30', measure: [...clients] };
  const empty = await summarize(service, query);
  const first = await givenBatch(service, batchOf(dayCount('2022-04-01', 10), dayCount('2022-04-02', 1)));
  const between = await summarize(service, query);
  await givenBatch(service, batchOf(dayCount('2022-04-01', 20), dayCount('2022-04-03', 5)));

  const value = async (knownAt?: string) => (await summarize(service, { ...query, ...(knownAt && { knownAt }) })).rows[0]?.value;
  expect(await value()).toBe(26);
  expect(await value(between.knownAt)).toBe(11);
  expect(await value(first.recordedAt!)).toBe(11);
  expect(await value(empty.knownAt)).toBeUndefined();
  expect(await value('2020-01-01T00:00:00Z')).toBeUndefined();
  expect(await refusal(service, 'fiscalYear=2022-23&groupBy=measure&knownAt=2999-01-01T00:00:00Z')).toMatchObject({ status: 422, code: 'known-at-in-future' });
});

test('quality filters, and mixed qualities are named with the weakest as the source', async () => {
  await using service = await startService();
  const illustrative = { document: 'Made up', asOf: '2023-05-16', quality: 'illustrative' } as const;
  await givenBatch(service, { source: illustrative, entries: [dayCount('2022-04-01', 10), dayCount('2022-04-02', 20)] });
  await givenBatch(service, batchOf(dayCount('2022-04-02', 21), dayCount('2022-04-03', 30)));
  const query = { from: '2022-04-01', to: '2022-04-30', measure: [...clients] };

  expect((await summarize(service, query)).rows).toMatchObject([
    { value: 61, source: illustrative, notes: [{ code: 'mixed-quality' }, { code: 'partial-period' }] },
  ]);
  expect((await summarize(service, { ...query, quality: ['measured'] })).rows).toMatchObject([
    { value: 51, source: measured, notes: [{ code: 'partial-period' }] },
  ]);
  expect((await summarize(service, { ...query, quality: ['illustrative'] })).rows).toMatchObject([{ value: 10 }]);
  expect((await summarize(service, { ...query, quality: ['reported'] })).rows).toEqual([]);
});

test('a partial period is compared with the same window of days, never with a full one', async () => {
  await using service = await startService();
  await givenBatch(service, batchOf(...everyDay('2022-04-01', '2023-03-31', 10), ...everyDay('2023-04-01', '2023-05-09', 12)));

  const year = await summarize(service, { fiscalYear: '2023-24', measure: [...clients], compareTo: 'previous-period' });
  const range = await summarize(service, { from: '2023-04-01', to: '2023-05-09', measure: [...clients], compareTo: 'same-period-last-year' });
  const justBefore = await summarize(service, { from: '2023-04-01', to: '2023-04-10', measure: [...clients], compareTo: 'previous-period' });
  const months = await summarize(service, { from: '2023-03-01', to: '2023-05-09', measure: [...clients], groupBy: ['month'], compareTo: 'previous-period' });

  expect(year.rows[0]).toMatchObject({ value: 468, change: { previous: 390, absolute: 78, percent: 20, from: '2022-04-01', to: '2022-05-09' } });
  expect(range.rows[0]?.change).toEqual({
    previous: 390,
    absolute: 78,
    percent: 20,
    from: '2022-04-01',
    to: '2022-05-09',
    basis: 'observed',
    source: measured,
  });
  expect(justBefore.rows[0]?.change).toMatchObject({ previous: 100, from: '2023-03-22', to: '2023-03-31' });
  expect(months.rows.map(({ month, value, change }) => [month, value, change?.previous, change?.from, change?.to])).toEqual([
    ['2023-03', 310, 280, '2023-02-01', '2023-02-28'],
    ['2023-04', 360, 310, '2023-03-01', '2023-03-31'],
    ['2023-05', 108, 108, '2023-04-01', '2023-04-09'],
  ]);
});

test('where only a total is known that cannot be cut, or a part of the days, the periods differ; where nothing is known there is no change', async () => {
  await using service = await startService();
  await givenBatch(
    service,
    batchOf(total(365), total(40, { from: '2023-04-01', to: '2023-05-09' }), total(500, { measure: 'e-channels.clients-served' }), dayCount('2021-04-01', 3)),
  );

  expect(await refusal(service, 'from=2023-04-01&to=2023-05-09&measure=in-person.clients-served&compareTo=same-period-last-year')).toMatchObject({
    status: 422,
    code: 'periods-differ',
  });
  expect(await refusal(service, 'fiscalYear=2022-23&measure=e-channels.clients-served&compareTo=previous-period')).toMatchObject({
    status: 422,
    code: 'periods-differ',
  });
  expect((await summarize(service, { fiscalYear: '2022-23', measure: ['in-person.clients-served'], compareTo: 'previous-period' })).rows[0]?.change).toEqual({
    previous: null,
    absolute: null,
    percent: null,
    from: '2021-04-01',
    to: '2022-03-31',
    basis: null,
    source: null,
  });
});

test('a few later counts do not make a part of a year a whole one: the periods then differ, and the refusal says by how much', async () => {
  await using service = await startService();
  const year = { fiscalYear: '2023-24', measure: [...clients], compareTo: 'previous-period' as const };
  await givenBatch(service, batchOf(...everyDay('2022-04-01', '2023-05-09', 10, { lastWeekday: 5 })));
  const before = await summarize(service, year);

  await givenBatch(service, batchOf(dayCount('2024-02-29', 40), dayCount('2024-03-28', 50)));
  const after = await refusal(service, 'fiscalYear=2023-24&measure=e-channels.clients-served&compareTo=previous-period');
  const uncompared = await summarize(service, { ...year, compareTo: undefined });

  expect(before.rows[0]?.change).toMatchObject({ from: '2022-04-01', to: '2022-05-09' });
  expect(after).toMatchObject({
    status: 422,
    code: 'periods-differ',
    detail:
      'From April 1, 2023 to March 31, 2024, 27 of 247 working days have data; from April 1, 2022 to March 31, 2023, 248 of 248. A partial period is never compared raw with a full one.',
  });
  expect(uncompared.rows[0]?.notes).toEqual([
    { code: 'partial-period', text: 'Not the whole period is known: there are counts from April 1, 2023 to March 31, 2024, for 27 of 247 working days.' },
  ]);
});

test('a month of which last year has two days alone is not compared, in a region either; a single missing day does no harm', async () => {
  await using service = await startService({ others: registryWith({ 'SITE-1': openSince2020, 'SITE-2': [{ effectiveOn: '2020-01-01', region: 'quebec' }] }) });
  const weekdays = (from: string, to: string, siteId: string) => everyDay(from, to, 10, { lastWeekday: 5, siteId });
  await givenBatch(
    service,
    batchOf(
      ...weekdays('2022-03-01', '2022-03-31', 'SITE-1').filter(({ from }) => from !== '2022-03-16'),
      ...weekdays('2022-03-10', '2022-03-11', 'SITE-2'),
      ...['SITE-1', 'SITE-2'].flatMap((siteId) => weekdays('2023-03-01', '2023-03-31', siteId)),
    ),
  );
  const marchOf2023 = { from: '2023-03-01', to: '2023-03-31', measure: ['in-person.clients-served' as const], compareTo: 'same-period-last-year' as const };
  const march = 'from=2023-03-01&to=2023-03-31&measure=in-person.clients-served&compareTo=same-period-last-year';

  const { rows } = await summarize(service, { ...marchOf2023, region: ['ontario'] });

  expect(rows[0]?.change).toMatchObject({ previous: 220, from: '2022-03-01', to: '2022-03-31' });
  expect(await refusal(service, `${march}&region=quebec`)).toMatchObject({ status: 422, code: 'periods-differ' });
  expect(await refusal(service, `${march}&groupBy=region`)).toMatchObject({ status: 422, code: 'periods-differ' });
});

test('a month that begins and ends on closed days is compared as a whole', async () => {
  await using service = await startService();
  const closed = ['2022-07-01', '2022-08-01'];
  await givenBatch(service, batchOf(...everyDay('2022-06-01', '2022-08-31', 10, { lastWeekday: 5 }).filter(({ from }) => !closed.includes(from))));

  const { rows } = await summarize(service, {
    from: '2022-07-01',
    to: '2022-08-31',
    measure: [...clients],
    groupBy: ['month'],
    compareTo: 'previous-period',
  });

  expect(rows.map(({ month, value, change, notes }) => [month, value, change?.previous, change?.from, change?.to, notes])).toEqual([
    ['2022-07', 200, 220, '2022-06-01', '2022-06-30', []],
    ['2022-08', 220, 200, '2022-07-01', '2022-07-31', []],
  ]);
});

test('a day whose date was a Sunday a year before has nothing to be compared with', async () => {
  await using service = await startService();
  const total: NewEntry = { measure: 'e-channels.clients-served', from: '2021-04-01', to: '2022-03-31', value: 5000 };
  await givenBatch(service, batchOf(total, ...everyDay('2022-05-02', '2022-05-06', 10), ...everyDay('2021-05-03', '2021-05-06', 8)));

  const { rows } = await summarize(service, {
    from: '2022-05-02',
    to: '2022-05-06',
    measure: [...clients],
    groupBy: ['day'],
    compareTo: 'same-period-last-year',
  });

  expect(rows.map(({ day, change }) => [day, change?.from, change?.previous])).toEqual([
    ['2022-05-02', '2021-05-02', null],
    ['2022-05-03', '2021-05-03', 8],
    ['2022-05-04', '2021-05-04', 8],
    ['2022-05-05', '2021-05-05', 8],
    ['2022-05-06', '2021-05-06', 8],
  ]);
});

test('a sum of measures is not compared with one that lacks a measure', async () => {
  await using service = await startService();
  const online = (from: string, to: string) => everyDay(from, to, 5).map((entry): NewEntry => ({ ...entry, measure: 'service-canada-online.clients-served' }));
  await givenBatch(service, batchOf(...everyDay('2022-03-01', '2022-04-30', 10), ...online('2022-04-01', '2022-04-30')));
  const april = 'from=2022-04-01&to=2022-04-30&compareTo=previous-period&measure=e-channels.clients-served';

  expect(await refusal(service, `${april}&measure=service-canada-online.clients-served`)).toMatchObject({ status: 422, code: 'periods-differ' });
});

test('a change says what the earlier figure rests on', async () => {
  await using service = await startService();
  const illustrative = { document: 'Made up', asOf: '2023-05-16', quality: 'illustrative' } as const;
  await givenBatch(service, { source: illustrative, entries: everyDay('2021-04-01', '2022-03-31', 10) });
  await givenBatch(service, batchOf(total(4000, { measure: 'e-channels.clients-served' })));

  const { rows } = await summarize(service, { fiscalYear: '2022-23', measure: [...clients], compareTo: 'previous-period' });

  expect(rows).toMatchObject([{ value: 4000, basis: 'reported', change: { previous: 3650, basis: 'observed', source: illustrative } }]);
});

test('a figure that is not of the whole period says in words from when to when it is', async () => {
  await using service = await startService();
  await givenBatch(service, batchOf(...everyDay('2023-04-03', '2023-05-09', 10, { lastWeekday: 5 })));
  const notesIn = async (language: string, query: Partial<QueryOf<typeof summarizeVolumes>>) =>
    (await service.as('demo-reader').call(summarizeVolumes, { query: { measure: [...clients], ...query }, headers: { 'accept-language': language } })).json()
      .rows[0]?.notes;

  expect(await notesIn('fr', { fiscalYear: '2023-24' })).toEqual([
    {
      code: 'partial-period',
      text: 'La période n’est pas connue en entier : il y a des nombres du 1er avril 2023 au 9 mai 2023, pour 25 jours ouvrables sur 247.',
    },
  ]);
  expect(await notesIn('fr', { from: '2023-05-09', to: '2023-05-31' })).toEqual([
    { code: 'partial-period', text: 'La période n’est pas connue en entier : il n’y a des nombres que pour le 9 mai 2023.' },
  ]);
  expect(await notesIn('en', { from: '2023-04-01', to: '2023-04-30' })).toEqual([]);
});

test('a running year has its days up to today', async () => {
  await using service = await startService({ clock: frozenClock('2024-04-10T16:00:00Z') });
  await givenBatch(service, batchOf(...Array.from({ length: 10 }, (_, index) => dayCount(`2024-04-${String(index + 1).padStart(2, '0')}`, 3))));

  const { rows, asOf } = await summarize(service, { fiscalYear: '2024-25', measure: [...clients] });

  expect(asOf).toBe('2024-04-10');
  expect(rows).toMatchObject([{ value: 30, days: 10, perDay: 3, complete: true }]);
});

test('a regional caller sees its own rows and the national totals of documents, and may not name another region', async () => {
  const others = registryWith({ 'MINE-1': [{ effectiveOn: '2020-01-01', region: 'atlantic' }], 'THEIRS-1': openSince2020 });
  await using service = await startService({ others });
  await givenBatch(
    service,
    batchOf(
      total(1000),
      total(50, { region: 'atlantic' }),
      total(60, { region: 'ontario' }),
      dayCount('2022-04-01', 5, 'MINE-1'),
      dayCount('2022-04-01', 6, 'THEIRS-1'),
    ),
  );
  const inPerson = { measure: ['in-person.clients-served' as const] };

  expect(await refusal(service, 'fiscalYear=2022-23&groupBy=measure&region=ontario', 'demo-atlantic')).toMatchObject({ status: 403, code: 'outside-region' });
  expect((await summarize(service, { fiscalYear: '2022-23', ...inPerson }, 'demo-atlantic')).rows).toMatchObject([
    { value: 1000, basis: 'reported', observed: null },
  ]);
  expect((await summarize(service, { fiscalYear: '2022-23', ...inPerson, groupBy: ['region'] }, 'demo-atlantic')).rows).toMatchObject([
    { region: 'atlantic', value: 50, observed: 5 },
  ]);
  expect((await summarize(service, { from: '2022-04-01', to: '2022-04-30', ...inPerson }, 'demo-atlantic')).rows).toMatchObject([
    { value: 5, notes: [{ code: 'own-region-only' }, { code: 'partial-period' }] },
  ]);
  expect(
    (await summarize(service, { from: '2022-04-01', to: '2022-04-30', ...inPerson, groupBy: ['site'] }, 'demo-atlantic')).rows.map(({ siteId }) => siteId),
  ).toEqual(['MINE-1']);
});

test('pages follow each other in one reading, also while batches come in', async () => {
  await using service = await startService();
  await givenBatch(service, batchOf(...['2022-04-01', '2022-04-02', '2022-04-03'].map((day) => dayCount(day, 1))));
  const query = { from: '2022-04-01', to: '2022-04-30', measure: [...clients], groupBy: ['day' as const], limit: 2 };

  const first = await summarize(service, query);
  await givenBatch(service, batchOf(dayCount('2022-04-03', 100), dayCount('2022-04-04', 100)));
  const second = await summarize(service, { ...query, cursor: first.nextCursor! });

  expect([...first.rows, ...second.rows].map(({ day, value }) => [day, value])).toEqual([
    ['2022-04-01', 1],
    ['2022-04-02', 1],
    ['2022-04-03', 1],
  ]);
  expect(second).toMatchObject({ nextCursor: null, knownAt: first.knownAt });
});

test('parameters that do not fit are all named', async () => {
  await using service = await startService();
  const pointers = async (query: string) => (await refusal(service, query)).errors?.map(({ pointer, code }) => `${pointer} ${code}`);

  expect(await pointers('')).toEqual(['/from period-required', '/to period-required']);
  expect(await pointers('from=2022-04-01')).toEqual(['/to period-required']);
  expect(await pointers('fiscalYear=2022-23&from=2022-04-01')).toEqual(['/from not-together']);
  expect(await pointers('from=2022-04-02&to=2022-04-01')).toEqual(['/from from-after-to']);
  expect(await pointers('from=1990-01-01&to=2020-01-01')).toEqual(['/to period-too-long']);
  expect(await pointers('fiscalYear=2022-24&groupBy=colour&measure=coffee&nope=1')).toEqual(
    expect.arrayContaining(['/fiscalYear invalid-fiscal-year', '/groupBy not-allowed', '/measure not-allowed', '/nope unknown-member']),
  );
});

test('a summary comes as CSV with a row for each row, and with the same header where there is none', async () => {
  await using service = await startService();
  await service.as('demo-admin').call(recordBatch, { body: batchOf(dayCount('2022-04-01', 5), dayCount('2022-04-02', 6)) });
  const csv = async (fiscalYear: string) =>
    (
      await service
        .as('demo-reader')
        .call(summarizeVolumes, { query: { measure: [...clients], fiscalYear, groupBy: ['day', 'region'] }, headers: { accept: 'text/csv' } })
    ).text;

  const [full, empty] = [await csv('2022-23'), await csv('2019-20')];

  const [head, first] = full.split('\r\n');
  expect(head).toBe('measure,unit,region,day,value,basis,reported,observed,days,perDay,complete,document,sourceAsOf,quality,notes');
  expect(first).toContain('e-channels.clients-served,clients,,2022-04-01,5,observed,,5,1,5,true,');
  expect(empty).toBe(`${head}\r\n`);
});
