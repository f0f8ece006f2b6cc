import { listAnomalies, type NewEntry, recordAnnotation } from '@csn/contracts';
import { createKnownSites } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { quietLog } from '@csn/testing';
import { batchOf, dayCount, givenBatch, measured, openSince2020, registryWith } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import { loadData } from '../load/load-data.ts';
import { method, spreadOf } from './method.ts';

const sites = {
  'SITE-ON': openSince2020,
  'SITE-NL': [{ effectiveOn: '2020-01-01', region: 'atlantic' }],
} as const;

/** Counts a week apart, from a day on. */
function weekly(from: string, values: readonly number[], siteId?: string): NewEntry[] {
  const first = Temporal.PlainDate.from(from);
  return values.map((value, index) => dayCount(first.add({ weeks: index }).toString(), value, siteId));
}

// Twelve Wednesdays: the four weeks of 10 April, the four before, the four after.
const wednesdays = [100, 102, 98, 104, 96, 100, 200, 101, 99, 103, 97, 100];
const around = { from: '2024-02-26', to: '2024-05-19' };

test('a day far from the median of its weekday is found, with the range expected and why', async () => {
  await using service = await startService({ others: registryWith(sites) });
  await givenBatch(service, batchOf(...weekly('2024-02-28', wednesdays, 'SITE-ON'), ...weekly('2024-02-29', Array(12).fill(10), 'SITE-ON')));
  const reader = service.as('demo-reader');

  const english = (await reader.call(listAnomalies, { query: around })).json();
  const french = (await reader.call(listAnomalies, { query: around, headers: { 'accept-language': 'fr' } })).json();

  // Sorted: 96 97 98 99 100 100 | 100 101 102 103 104 200, so the median is 100; the median distance 2, the root 10.
  expect(english.items).toEqual([
    {
      measure: 'in-person.clients-served',
      siteId: 'SITE-ON',
      region: 'ontario',
      day: '2024-04-10',
      value: 200,
      expected: { low: 40, high: 160 },
      score: 10,
      explanation: 'The median of 12 Wednesdays around this day is 100; 200 lies 10 times the usual spread of 10 above it.',
      source: measured,
    },
  ]);
  expect(french.items[0]?.explanation).toBe(
    'La médiane de 12 mercredis autour de ce jour est de 100; 200 se situe à 10 fois l’écart habituel de 10 au-dessus.',
  );
});

test('the answer for a day does not depend on the period asked for, and is the same twice', async () => {
  await using service = await startService();
  await givenBatch(service, batchOf(...weekly('2024-02-28', wednesdays)));
  const reader = service.as('demo-reader');
  const day = { from: '2024-04-10', to: '2024-04-10' };

  const first = await reader.call(listAnomalies, { query: day });
  const second = await reader.call(listAnomalies, { query: day });

  expect(first.json().items).toMatchObject([{ siteId: null, region: null, score: 10 }]);
  expect(first.json().items).toEqual((await reader.call(listAnomalies, { query: around })).json().items);
  expect(second.text).toBe(first.text);
});

test('too few days of a weekday judge nothing', async () => {
  await using service = await startService();
  await givenBatch(service, batchOf(...weekly('2024-03-27', [100, 100, 500, 100])));

  expect((await service.as('demo-reader').call(listAnomalies, { query: around })).json().items).toEqual([]);
});

test('a holiday may be lower than its weekday, and not higher; other days may be neither', async () => {
  await using service = await startService();
  // Easter Monday is 1 April, the second of these twelve Mondays in the middle.
  const mondays = [100, 100, 100, 100, 0, 100, 0, 100, 100, 100, 100, 100];
  const entries = weekly('2024-03-04', mondays);
  await givenBatch(service, batchOf(...entries));
  const low = (await service.as('demo-reader').call(listAnomalies, { query: { from: '2024-03-01', to: '2024-06-01' } })).json();
  await givenBatch(service, batchOf(dayCount('2024-04-01', 300)));
  const high = (await service.as('demo-reader').call(listAnomalies, { query: { from: '2024-04-01', to: '2024-04-01' } })).json();

  expect(low.items.map(({ day, score }) => [day, score])).toEqual([['2024-04-15', -10]]);
  expect(high.items).toMatchObject([{ expected: { low: 0, high: 160 }, explanation: expect.stringContaining('The day is a holiday (Easter Monday)') }]);
});

test('what was known earlier is judged by what was known earlier', async () => {
  await using service = await startService();
  const { recordedAt } = await givenBatch(service, batchOf(...weekly('2024-02-28', wednesdays)));
  await givenBatch(service, batchOf(dayCount('2024-04-10', 101)));
  const reader = service.as('demo-reader');

  expect((await reader.call(listAnomalies, { query: around })).json().items).toEqual([]);
  expect((await reader.call(listAnomalies, { query: { ...around, knownAt: recordedAt! } })).json().items).toHaveLength(1);
});

test('pages follow each other, the newest day first, with the annotations that bear on them', async () => {
  await using service = await startService({ others: registryWith(sites) });
  await givenBatch(
    service,
    batchOf(...weekly('2024-02-28', wednesdays, 'SITE-ON'), ...weekly('2024-02-28', wednesdays, 'SITE-NL'), ...weekly('2024-02-29', wednesdays, 'SITE-NL')),
  );
  const text = { en: 'Move', fr: 'Déménagement' };
  await service.as('demo-admin').call(recordAnnotation, { body: { siteId: 'SITE-NL', from: '2024-04-08', to: '2024-04-12', text, source: measured } });
  const reader = service.as('demo-reader');
  const query = { ...around, limit: 1 };

  const first = (await reader.call(listAnomalies, { query })).json();
  const second = (await reader.call(listAnomalies, { query: { ...query, cursor: first.nextCursor! } })).json();
  const third = (await reader.call(listAnomalies, { query: { ...query, cursor: second.nextCursor! } })).json();

  const found = [first, second, third].flatMap(({ items }) => items.map(({ day, siteId }) => `${day} ${siteId}`));
  expect(third.nextCursor).toBeNull();
  expect(first.annotations).toMatchObject([{ text }]);
  expect(found).toEqual(['2024-04-11 SITE-NL', '2024-04-10 SITE-NL', '2024-04-10 SITE-ON']);
});

test('a regional reader has the days of its own region and may not name another', async () => {
  await using service = await startService({ others: registryWith(sites) });
  await givenBatch(
    service,
    batchOf(...weekly('2024-02-28', wednesdays, 'SITE-ON'), ...weekly('2024-02-28', wednesdays, 'SITE-NL'), ...weekly('2024-02-28', wednesdays)),
  );
  const atlantic = service.as('demo-atlantic');
  const sitesOf = async (query: object) =>
    (await service.as('demo-reader').call(listAnomalies, { query: { ...around, ...query } })).json().items.map(({ siteId }) => siteId);

  expect((await atlantic.call(listAnomalies, { query: around })).json().items.map(({ siteId }) => siteId)).toEqual(['SITE-NL']);
  expect((await atlantic.call(listAnomalies, { query: { ...around, region: ['ontario'] } })).problem().code).toBe('outside-region');
  expect(await sitesOf({ region: ['ontario'] })).toEqual(['SITE-ON']);
  expect(await sitesOf({ measure: ['e-channels.clients-served'] })).toEqual([null]);
  expect(await sitesOf({ siteId: ['SITE-NL'] })).toEqual(['SITE-NL']);
});

test('the sieve before the medians loses no day: the same as judging every day by its medians', async () => {
  await using service = await startService();
  // Levels, noise and outliers as chance has them, the same in every run.
  let seed = 20_240_601;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const first = Temporal.PlainDate.from('2023-01-02');
  const counts = Array.from({ length: 364 }, (_, index) => {
    const level = 5 * 10 ** (1 + ((index % 7) % 3));
    const noise = level * (1 + 0.3 * (random() - 0.5));
    return { day: first.add({ days: index }).toString(), value: Math.round(random() < 0.06 ? noise * 3 * random() : noise) };
  });
  await givenBatch(service, batchOf(...counts.map(({ day, value }) => dayCount(day, value))));

  const answer = (await service.as('demo-reader').call(listAnomalies, { query: { from: '2023-01-01', to: '2023-12-31', limit: 500 } })).json();

  const holidays = new Set([
    '2023-01-02',
    '2023-04-07',
    '2023-04-10',
    '2023-05-22',
    '2023-07-01',
    '2023-07-03',
    '2023-08-07',
    '2023-09-04',
    '2023-09-30',
    '2023-10-02',
    '2023-10-09',
    '2023-11-11',
    '2023-11-13',
    '2023-12-25',
    '2023-12-26',
  ]);
  const blockOf = (day: string): number => Math.floor(Temporal.PlainDate.from('2000-01-03').until(day).days / 28);
  const expected = counts.filter(({ day, value }, index) => {
    const reference = counts.filter((other, at) => at % 7 === index % 7 && Math.abs(blockOf(other.day) - blockOf(day)) <= 1 && !holidays.has(other.day));
    const median = medianOf(reference.map((other) => other.value));
    const spread = spreadOf({ median, mad: medianOf(reference.map((other) => Math.abs(other.value - median))) });
    return holidays.has(day) ? value - median > method.threshold * spread : Math.abs(value - median) > method.threshold * spread;
  });
  expect(expected.length).toBeGreaterThan(5);
  expect(answer.items.map(({ day }) => day).reverse()).toEqual(expected.map(({ day }) => day));
});

test('of the illustrative year fewer than one day in a hundred stands out, and a planted one does', async () => {
  const registry = registryWith(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`SITE-${10 + index}`, openSince2020])));
  await using service = await startService({ others: registry });
  const knownSites = createKnownSites({ db: service.database.db, client: registry, log: quietLog });
  await knownSites.follower.catchUp();
  await loadData(service.options, 'all', knownSites);
  const reader = service.as('demo-reader');
  const year = { fiscalYear: '2022-23', limit: 500 };

  const natural = (await reader.call(listAnomalies, { query: year })).json();
  await givenBatch(service, batchOf(dayCount('2022-11-16', 1, 'SITE-15'), dayCount('2022-11-17', 9_999, 'SITE-16')));
  const planted = (await reader.call(listAnomalies, { query: year })).json();

  const judged = 20 * 247 + 5 * 365;
  expect(natural.items.length).toBeLessThan(judged / 100);
  expect(planted.items.filter(({ siteId }) => siteId === 'SITE-15')).toMatchObject([{ day: '2022-11-16', value: 1 }]);
  expect(planted.items.filter(({ siteId }) => siteId === 'SITE-16')).toMatchObject([{ day: '2022-11-17', value: 9_999 }]);
});

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}
