import { measureIds, summarizeVolumes } from '@csn/contracts';
import { createKnownSites } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { quietLog, type TestService } from '@csn/testing';
import { openSince2020, registryWith } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import type { Tables } from '../tables.ts';
import { dayParameters, reportedTotals } from './data-files.ts';
import { daysOf } from './illustrative-days.ts';
import { loadData } from './load-data.ts';

const registry = registryWith({
  'CENTRE-1': openSince2020,
  'CENTRE-2': [{ effectiveOn: '2020-01-01', region: 'quebec', kind: 'consolidated-centre' }],
  'OUTREACH-1': [
    { effectiveOn: '2020-01-01', kind: 'scheduled-outreach', state: 'suspended' },
    { effectiveOn: '2022-09-12', kind: 'scheduled-outreach' },
  ],
  'UNIT-1': [{ effectiveOn: '2020-01-01', kind: 'processing-unit' }],
});

async function load(service: TestService<Tables>, what: 'all' | 'reported' | 'none'): Promise<void> {
  const knownSites = createKnownSites({ db: service.database.db, client: registry, log: quietLog });
  await knownSites.follower.catchUp();
  await loadData(service.options, what, knownSites);
}
const periods = [
  { from: '2022-04-01', to: '2023-03-31' },
  { from: '2023-04-01', to: '2023-05-09' },
];

test('the days of every measure add up to the reported total of each period, exactly', async () => {
  await using service = await startService({ others: registry });

  await load(service, 'all');
  await load(service, 'all');

  for (const period of periods) {
    const { rows } = (await service.as('demo-reader').call(summarizeVolumes, { query: { ...period, groupBy: ['measure'] } })).json();
    expect(new Set(rows.map(({ measure }) => measure))).toEqual(new Set(measureIds));
    for (const row of rows) expect(row).toMatchObject({ basis: 'reported', observed: row.reported, source: { asOf: '2023-05-16', quality: 'reported' } });
  }
});

test('each reported figure is that of the document, with remarks on what is special about it', async () => {
  await using service = await startService({ others: registry });
  await load(service, 'reported');

  const { rows } = (
    await service
      .as('demo-reader')
      .call(summarizeVolumes, { query: { ...periods[1]!, measure: ['e-channels.clients-served'] }, headers: { 'accept-language': 'fr' } })
  ).json();
  const april = (await service.as('demo-reader').call(summarizeVolumes, { query: { from: '2023-04-01', to: '2023-04-30', groupBy: ['measure'] } })).json();

  expect(rows).toMatchObject([{ value: 128302, observed: null, days: 39, notes: [{ code: 'number-format' }, { code: 'partial-fiscal-year' }] }]);
  expect(rows[0]?.notes[0]?.text).toContain('«\u00a0128,302\u00a0»');
  expect(april.rows).toEqual([]);
});

test('nothing is loaded with none', async () => {
  await using service = await startService({ others: registry });
  await load(service, 'none');

  expect((await service.as('demo-reader').call(summarizeVolumes, { query: { fiscalYear: '2022-23', groupBy: ['measure'] } })).json().rows).toEqual([]);
});

test('sites are counted on days on which they were open: not on weekends and holidays, not while suspended; processing units never', () => {
  const parameters = dayParameters();
  const inPerson = reportedTotals().entries[0]!;
  const spans = [
    { siteId: 'A', kind: 'service-canada-centre', from: '2000-01-01', until: '9999-12-31', weekdays: [] },
    { siteId: 'B', kind: 'scheduled-outreach', from: '2022-09-12', until: '2023-01-01', weekdays: [4] },
    { siteId: 'C', kind: 'processing-unit', from: '2000-01-01', until: '9999-12-31', weekdays: [] },
  ] as const;

  const days = daysOf(inPerson, parameters, spans);

  expect(days.every(({ from }) => Temporal.PlainDate.from(from).dayOfWeek <= 5 && !parameters.closedDays.includes(from))).toBe(true);
  const outreach = days.filter(({ siteId }) => siteId === 'B');
  expect(outreach.every(({ from }) => from >= '2022-09-12' && from < '2023-01-01')).toBe(true);
  expect(new Set(outreach.map(({ from }) => Temporal.PlainDate.from(from).dayOfWeek))).toEqual(new Set([4]));
  expect(days.some(({ siteId }) => siteId === 'C')).toBe(false);
  expect(days.reduce((sum, { value }) => sum + value, 0)).toBe(inPerson.value);
  expect(daysOf(inPerson, parameters, spans)).toEqual(days);
});
