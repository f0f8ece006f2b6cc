import { type NewEntry, reconcileVolumes, summarizeVolumes } from '@csn/contracts';
import { createKnownSites } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { quietLog } from '@csn/testing';
import { batchOf, dayCount, givenBatch, measured, openSince2020, registryWith } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import { loadData } from '../load/load-data.ts';

const sites = {
  'SITE-ON': openSince2020,
  'SITE-NL': [{ effectiveOn: '2020-01-01', region: 'atlantic' }],
} as const;
const may = { from: '2024-05-01', to: '2024-05-31' };

function total(value: number, region?: 'atlantic' | 'ontario', measure: NewEntry['measure'] = 'in-person.clients-served'): NewEntry {
  return { measure, ...(region && { region }), ...may, value };
}

test('totals are compared with the observed days of exactly their period and place; where they agree only with all=true', async () => {
  await using service = await startService({ others: registryWith(sites) });
  await givenBatch(
    service,
    batchOf(
      dayCount('2024-04-30', 1000, 'SITE-ON'),
      dayCount('2024-05-01', 70, 'SITE-ON'),
      dayCount('2024-05-01', 20, 'SITE-NL'),
      dayCount('2024-05-31', 10, 'SITE-NL'),
      dayCount('2024-06-01', 1000, 'SITE-NL'),
      total(110),
      total(30, 'atlantic'),
      total(5, undefined, 'esin.applications-completed'),
    ),
  );
  const reader = service.as('demo-reader');

  const differing = (await reader.call(reconcileVolumes, { query: { from: '2024-04-01', to: '2024-06-30' } })).json();
  const all = (await reader.call(reconcileVolumes, { query: { ...may, all: true } })).json();
  const outside = (await reader.call(reconcileVolumes, { query: { from: '2024-05-02', to: '2024-05-31', all: true } })).json();

  expect(differing.rows).toEqual([
    {
      measure: 'in-person.clients-served',
      unit: 'clients',
      region: null,
      ...may,
      reported: 110,
      observed: 100,
      difference: 10,
      days: 31,
      daysWithData: 2,
      complete: false,
      source: measured,
      notes: [],
    },
  ]);
  expect(all.rows.map(({ measure, region, reported, observed, difference }) => [measure, region, reported, observed, difference])).toEqual([
    ['esin.applications-completed', null, 5, null, null],
    ['in-person.clients-served', null, 110, 100, 10],
    ['in-person.clients-served', 'atlantic', 30, 30, 0],
  ]);
  expect(outside.rows).toEqual([]);
});

test('differences are exact above 2^53 and can be negative', async () => {
  await using service = await startService({ others: registryWith(sites) });
  const most = Number.MAX_SAFE_INTEGER;
  await givenBatch(service, batchOf(dayCount('2024-05-01', most, 'SITE-ON'), dayCount('2024-05-02', most, 'SITE-ON'), total(1)));

  const answer = await service.as('demo-reader').call(reconcileVolumes, { query: may });

  expect(answer.text).toContain('"reported":1,"observed":18014398509481982,"difference":-18014398509481981');
});

test('a regional reader has its own totals with their days, and the national ones without, only with all=true', async () => {
  await using service = await startService({ others: registryWith(sites) });
  await givenBatch(
    service,
    batchOf(dayCount('2024-05-01', 70, 'SITE-ON'), dayCount('2024-05-01', 20, 'SITE-NL'), total(110), total(25, 'atlantic'), total(60, 'ontario')),
  );
  const atlantic = service.as('demo-atlantic');
  const rowsOf = async (query: object) =>
    (await atlantic.call(reconcileVolumes, { query: { ...may, ...query } }))
      .json()
      .rows.map(({ region, reported, observed, notes }) => [region, reported, observed, notes.map(({ code }) => code)]);

  expect(await rowsOf({})).toEqual([['atlantic', 25, 20, []]]);
  expect(await rowsOf({ all: true })).toEqual([
    [null, 110, null, ['observed-not-shown']],
    ['atlantic', 25, 20, []],
  ]);
  expect((await atlantic.call(reconcileVolumes, { query: { ...may, region: ['ontario'] } })).problem().code).toBe('outside-region');
});

test('a total that another document states differently is named, here and in the summary; the newer known one is the value', async () => {
  await using service = await startService({ others: registryWith(sites) });
  const source = (document: string, asOf: string) => ({ document, asOf, quality: 'reported' as const });
  const first = await givenBatch(service, { source: source('Spring update', '2024-06-01'), entries: [total(128_302)] });
  await givenBatch(service, { source: source('Annual report', '2024-09-01'), entries: [total(130_000)] });
  const third = await givenBatch(service, { source: source('Annual report', '2024-10-01'), entries: [total(131_000)] });
  const reader = service.as('demo-reader');
  const summaryIn = async (language: string, knownAt?: string) =>
    (
      await reader.call(summarizeVolumes, {
        query: { ...may, measure: ['in-person.clients-served'], ...(knownAt && { knownAt }) },
        headers: { 'accept-language': language },
      })
    ).json().rows[0];

  const english = await summaryIn('en');
  const french = await summaryIn('fr');
  const { rows } = (await reader.call(reconcileVolumes, { query: { ...may, all: true } })).json();

  expect(english).toMatchObject({ value: 131_000, source: source('Annual report', '2024-10-01') });
  expect(english?.notes).toEqual([
    { code: 'other-source', text: 'Another document, Spring update (as of 2024-06-01), states 128,302 for this (Clients served in person).' },
  ]);
  expect(french?.notes[0]?.text).toBe('Un autre document, Spring update (au 2024-06-01), énonce 128\u202f302 ici (Clients servis en personne).');
  expect(rows[0]).toMatchObject({ reported: 131_000, notes: english?.notes ?? [] });
  await givenBatch(service, { source: source('Summer update', '2024-11-01'), entries: [total(128_302)] });
  expect((await summaryIn('en'))?.notes.map(({ text }) => text)).toEqual([
    'Another document, Annual report (as of 2024-10-01), states 131,000 for this (Clients served in person).',
  ]);
  expect((await summaryIn('en', first.recordedAt!))?.notes).toEqual([]);
  expect((await summaryIn('en', third.recordedAt!))?.notes).toEqual(english?.notes);
});

test('pages follow each other in one reading, and what was known earlier is compared as it was', async () => {
  await using service = await startService({ others: registryWith(sites) });
  const { recordedAt } = await givenBatch(service, batchOf(dayCount('2024-05-01', 70, 'SITE-ON'), total(110), total(60, 'ontario')));
  const reader = service.as('demo-reader');
  const query = { ...may, limit: 1 };

  const first = (await reader.call(reconcileVolumes, { query })).json();
  await givenBatch(service, batchOf(dayCount('2024-05-01', 110, 'SITE-ON')));
  const second = (await reader.call(reconcileVolumes, { query: { ...query, cursor: first.nextCursor! } })).json();
  const now = (await reader.call(reconcileVolumes, { query: may })).json();
  const before = (await reader.call(reconcileVolumes, { query: { ...may, knownAt: recordedAt! } })).json();

  expect([...first.rows, ...second.rows].map(({ region, observed }) => [region, observed])).toEqual([
    [null, 70],
    ['ontario', 70],
  ]);
  expect(second.nextCursor).toBeNull();
  expect(now.rows.map(({ region, difference }) => [region, difference])).toEqual([['ontario', -50]]);
  expect(before.rows).toEqual([...first.rows, ...second.rows]);
});

test('of the loaded data nothing differs, and with all=true each total of the document stands beside its days', async () => {
  const registry = registryWith(sites);
  await using service = await startService({ others: registry });
  const knownSites = createKnownSites({ db: service.database.db, client: registry, log: quietLog });
  await knownSites.follower.catchUp();
  await loadData(service.options, 'all', knownSites);
  const reader = service.as('demo-reader');

  expect((await reader.call(reconcileVolumes, { query: { fiscalYear: '2022-23' } })).json().rows).toEqual([]);
  const { rows, annotations } = (await reader.call(reconcileVolumes, { query: { fiscalYear: '2022-23', all: true } })).json();
  expect(rows).toHaveLength(6);
  for (const row of rows) expect(row).toMatchObject({ difference: 0, observed: row.reported, source: { quality: 'reported' } });
  expect(annotations.length).toBeGreaterThan(0);
});
