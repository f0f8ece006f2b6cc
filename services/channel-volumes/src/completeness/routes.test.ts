import { type CompletenessRow, listAnomalies, readCompleteness, reconcileVolumes } from '@csn/contracts';
import { frozenClock } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { batchOf, dayCount, givenBatch, registryWith } from '../../test/given.ts';
import { startService } from '../../test/start.ts';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const hoursOn = (...days: string[]) => [{ days, opens: '09:00', closes: '16:00' }];
const sites = {
  'SITE-ON': [{ effectiveOn: '2020-01-01', hours: hoursOn(...weekdays) }],
  'SITE-QC': [{ effectiveOn: '2020-01-01', region: 'quebec', hours: hoursOn(...weekdays) }],
} as const;
const inPerson = ['in-person.clients-served' as const];

function only(rows: readonly CompletenessRow[], siteId: string | null): CompletenessRow | undefined {
  return rows.find((row) => row.siteId === siteId);
}

test('days without data are gaps; weekends and holidays of the province are none', async () => {
  await using service = await startService({ others: registryWith(sites) });
  // A Tuesday to the Monday after; Friday the 24th is the national holiday of Québec alone.
  const [from, to] = ['2022-06-21', '2022-06-27'];
  await givenBatch(service, batchOf(dayCount('2022-06-22', 5, 'SITE-ON'), dayCount('2022-06-22', 5, 'SITE-QC'), dayCount('2022-06-25', 1, 'SITE-QC')));

  const answer = (await service.as('demo-reader').call(readCompleteness, { query: { from, to, measure: inPerson } })).json();

  expect(answer.rows).toEqual([
    {
      measure: 'in-person.clients-served',
      siteId: 'SITE-ON',
      region: 'ontario',
      expectedDays: 5,
      daysWithData: 1,
      missingDays: 4,
      unexpectedDays: 0,
      gaps: [
        { from: '2022-06-21', to: '2022-06-21' },
        { from: '2022-06-23', to: '2022-06-24' },
        { from: '2022-06-27', to: '2022-06-27' },
      ],
    },
    {
      measure: 'in-person.clients-served',
      siteId: 'SITE-QC',
      region: 'quebec',
      expectedDays: 4,
      daysWithData: 1,
      missingDays: 3,
      unexpectedDays: 1,
      gaps: [
        { from: '2022-06-21', to: '2022-06-21' },
        { from: '2022-06-23', to: '2022-06-23' },
        { from: '2022-06-27', to: '2022-06-27' },
      ],
    },
  ]);
  expect(answer.totals).toEqual({ series: 2, expectedDays: 9, daysWithData: 2, missingDays: 7, unexpectedDays: 1 });
  expect(answer.notes).toEqual([]);
});

test('weekends and holidays are gaps where the site has hours, Sunday’s standing for holidays; other weekdays are none where it has none', async () => {
  const registry = registryWith({
    'EVERY-DAY': [{ effectiveOn: '2020-01-01', hours: hoursOn(...weekdays, 'saturday', 'sunday') }],
    WEDNESDAYS: [{ effectiveOn: '2020-01-01', hours: hoursOn('wednesday') }],
  });
  await using service = await startService({ others: registry });
  await givenBatch(service, batchOf(dayCount('2022-06-01', 1, 'EVERY-DAY'), dayCount('2022-06-01', 1, 'WEDNESDAYS')));

  // Friday is Canada Day; 6 July is a Wednesday.
  const { rows } = (await service.as('demo-reader').call(readCompleteness, { query: { from: '2022-07-01', to: '2022-07-06', measure: inPerson } })).json();

  expect(only(rows, 'EVERY-DAY')?.gaps).toEqual([{ from: '2022-07-01', to: '2022-07-06' }]);
  expect(only(rows, 'WEDNESDAYS')?.gaps).toEqual([{ from: '2022-07-06', to: '2022-07-06' }]);
});

test('days before a site opened, after it closed and on which it was suspended are no gaps, nor is a day that is not over', async () => {
  const hours = hoursOn(...weekdays);
  const registry = registryWith({
    'SITE-1': [
      { effectiveOn: '2024-05-01', state: 'planned', hours },
      { effectiveOn: '2024-05-07', hours },
      { effectiveOn: '2024-05-09', state: 'suspended', hours },
      { effectiveOn: '2024-05-14', hours },
      { effectiveOn: '2024-05-16', state: 'closed', hours },
    ],
    'SITE-2': [{ effectiveOn: '2024-05-15', hours }],
  });
  await using service = await startService({ others: registry, clock: frozenClock('2024-05-17T15:00:00Z') });
  await givenBatch(service, batchOf(dayCount('2024-05-08', 1, 'SITE-1'), dayCount('2024-05-15', 1, 'SITE-2')));

  const { rows } = (await service.as('demo-reader').call(readCompleteness, { query: { from: '2024-05-01', to: '2024-05-31', measure: inPerson } })).json();

  expect(only(rows, 'SITE-1')).toMatchObject({
    expectedDays: 4,
    gaps: [
      { from: '2024-05-07', to: '2024-05-07' },
      { from: '2024-05-14', to: '2024-05-15' },
    ],
  });
  expect(only(rows, 'SITE-2')).toMatchObject({ expectedDays: 2, gaps: [{ from: '2024-05-16', to: '2024-05-16' }] });
});

test('a site without hours is expected from Monday to Friday, with a note', async () => {
  await using service = await startService({ others: registryWith({ 'SITE-1': [{ effectiveOn: '2020-01-01' }] }) });
  await givenBatch(service, batchOf(dayCount('2022-07-04', 1, 'SITE-1')));

  const answer = await service
    .as('demo-reader')
    .call(readCompleteness, { query: { from: '2022-07-01', to: '2022-07-10', measure: inPerson }, headers: { 'accept-language': 'fr' } });

  expect(answer.json().rows).toMatchObject([{ expectedDays: 5, gaps: [{ from: '2022-07-05', to: '2022-07-08' }] }]);
  expect(answer.json().notes).toMatchObject([{ code: 'hours-not-known', text: expect.stringContaining('Pour 1 site,') }]);
});

test('a measure without sites is one row: of every day, or of working days', async () => {
  await using service = await startService();
  await givenBatch(service, batchOf(dayCount('2022-06-30', 1)));
  const reader = service.as('demo-reader');

  const { rows } = (await reader.call(readCompleteness, { query: { from: '2022-06-30', to: '2022-07-04' } })).json();

  expect(rows.map(({ measure, siteId, expectedDays, missingDays }) => [measure, siteId, expectedDays, missingDays])).toEqual([
    ['e-channels.clients-served', null, 5, 4],
    ['esin.applications-completed', null, 5, 5],
    ['outreach-support-centre.calls-completed', null, 2, 2],
    ['outreach-support-centre.requests', null, 2, 2],
    ['service-canada-online.clients-served', null, 5, 5],
  ]);
});

test('pages follow each other and the totals stay those of all; what was known earlier has its own gaps', async () => {
  await using service = await startService({ others: registryWith(sites) });
  const { recordedAt } = await givenBatch(service, batchOf(dayCount('2022-06-21', 1, 'SITE-ON'), dayCount('2022-06-21', 1, 'SITE-QC')));
  await givenBatch(service, batchOf(dayCount('2022-06-22', 1, 'SITE-ON')));
  const query = { from: '2022-06-21', to: '2022-06-22', measure: inPerson, limit: 1 };
  const reader = service.as('demo-reader');

  const first = (await reader.call(readCompleteness, { query })).json();
  const second = (await reader.call(readCompleteness, { query: { ...query, cursor: first.nextCursor! } })).json();
  const before = (await reader.call(readCompleteness, { query: { ...query, knownAt: recordedAt! } })).json();

  expect([first.rows[0]?.siteId, second.rows[0]?.siteId, second.nextCursor]).toEqual(['SITE-ON', 'SITE-QC', null]);
  expect(second.totals).toEqual(first.totals);
  expect([first.totals.missingDays, before.totals.missingDays]).toEqual([1, 2]);
});

test('a regional reader has the rows of its own region and may not name another', async () => {
  const registry = registryWith({ ...sites, 'SITE-NL': [{ effectiveOn: '2020-01-01', region: 'atlantic' }] });
  await using service = await startService({ others: registry });
  await givenBatch(service, batchOf(dayCount('2022-06-21', 1, 'SITE-ON'), dayCount('2022-06-21', 1, 'SITE-NL'), dayCount('2022-06-21', 1)));
  const atlantic = service.as('demo-atlantic');
  const period = { from: '2022-06-21', to: '2022-06-21' };

  expect((await atlantic.call(readCompleteness, { query: period })).json().rows.map(({ siteId }) => siteId)).toEqual(['SITE-NL']);
  expect((await atlantic.call(readCompleteness, { query: { ...period, region: ['ontario'] } })).problem().code).toBe('outside-region');
});

test('more than five years are refused', async () => {
  await using service = await startService();

  const answer = await service.as('demo-reader').call(readCompleteness, { query: { from: '2019-01-01', to: '2024-01-01' } });

  expect(answer.problem().errors).toMatchObject([{ pointer: '/to', code: 'period-over-five-years' }]);
});

test('the first and the last years of the calendar can be asked about', async () => {
  await using service = await startService({ others: registryWith(sites) });
  const reader = service.as('demo-reader');
  const [first, last] = [
    { from: '0001-01-01', to: '0002-12-31' },
    { from: '9998-01-01', to: '9999-12-31' },
  ];

  for (const query of [first, last])
    for (const route of [readCompleteness, listAnomalies, reconcileVolumes]) expect((await reader.call(route, { query })).status).toBe(200);
});

test('completeness comes as CSV with the gaps in one cell', async () => {
  await using service = await startService({ others: registryWith(sites) });
  await givenBatch(service, batchOf(dayCount('2022-06-21', 1, 'SITE-ON')));

  const answer = await service
    .as('demo-reader')
    .call(readCompleteness, { query: { from: '2022-06-21', to: '2022-06-23', siteId: ['SITE-ON'] }, headers: { accept: 'text/csv' } });

  expect(answer.text.split('\r\n')).toEqual([
    'measure,siteId,region,expectedDays,daysWithData,missingDays,unexpectedDays,gaps',
    'in-person.clients-served,SITE-ON,ontario,3,1,2,0,2022-06-22/2022-06-23',
    '',
  ]);
});
