import { changeScheduleQuarter, fiscalQuarterPeriod, listQualityChanges, readSchedule, readScheduleQuarter, verifyQualityChanges } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { startLoaded, startService } from '../../test/start.ts';

const any = { 'if-match': '*' };

test.each([
  ['2022-23-Q4', 'suspended', []],
  ['2023-24-Q1', 'limited', [{ zone: 'citizen-service-zone', modes: ['virtual'] }]],
  [
    '2023-24-Q2',
    'limited',
    [
      { zone: 'citizen-service-zone', modes: ['virtual', 'on-site'] },
      { zone: 'reception-zone', modes: ['on-site'] },
      { zone: 'self-service-zone', modes: ['on-site'] },
    ],
  ],
  [
    '2023-24-Q3',
    'full',
    [
      { zone: 'citizen-service-zone', modes: ['virtual', 'on-site'] },
      { zone: 'reception-zone', modes: ['virtual', 'on-site'] },
      { zone: 'self-service-zone', modes: ['virtual', 'on-site'] },
    ],
  ],
  [
    '2025-26-Q2',
    'full',
    [
      { zone: 'citizen-service-zone', modes: ['virtual', 'on-site'] },
      { zone: 'reception-zone', modes: ['virtual', 'on-site'] },
      { zone: 'self-service-zone', modes: ['virtual', 'on-site'] },
    ],
  ],
])('in %s, from its first to its last day, the program is as the briefing says: %s', async (quarter, extent, allowed) => {
  await using service = await startLoaded();
  const { from, to } = fiscalQuarterPeriod(quarter);

  const first = await service.as('demo-reader').call(readSchedule, { query: { on: from } });
  const last = await service.as('demo-reader').call(readSchedule, { query: { on: to } });

  expect(first.json()).toMatchObject({ on: from, asOf: from, quarter, extent, allowed, source: { quality: 'reported', asOf: '2023-05-16' } });
  expect(last.json()).toMatchObject({ on: to, quarter, extent, allowed });
});

test('a suspended quarter says why, shows no beginning that the source does not give, and says so', async () => {
  await using service = await startLoaded();

  const reading = await service.as('demo-reader').call(readSchedule, { query: { on: '2022-06-01' } });

  expect(reading.json()).toMatchObject({
    from: null,
    fromQuarter: null,
    to: '2023-03-31',
    reason: expect.stringContaining('COVID-19'),
    purpose: null,
    notes: [{ code: 'beginning-not-stated' }],
  });
});

test('the purpose of the limited phases is told in the caller’s language', async () => {
  await using service = await startLoaded();
  const purpose = async (language: string) => {
    const { headers, text } = await service.as('demo-reader').call(readSchedule, { query: { on: '2023-05-16' }, headers: { 'accept-language': language } });
    return { language: headers['content-language'], text };
  };

  const english = await purpose('en');
  const french = await purpose('fr-CA');

  expect(english).toMatchObject({ language: 'en', text: expect.stringContaining('train observers and give feedback on the process') });
  expect(french).toMatchObject({ language: 'fr', text: expect.stringContaining('former des observateurs et de fournir une rétroaction sur le processus') });
});

test('the whole schedule comes in the order of its quarters, page by page, and as CSV', async () => {
  await using service = await startLoaded();
  const reader = service.as('demo-reader');

  const first = await reader.call(readSchedule, { query: { limit: 3 } });
  const rest = await reader.send({ method: 'GET', url: first.headers.link?.slice(1, first.headers.link.indexOf('>')) ?? '' });
  const csv = await reader.call(readSchedule, { headers: { accept: 'text/csv' } });

  expect(first.json()).toMatchObject({
    asOf: null,
    items: [{ extent: 'suspended' }, { fromQuarter: '2023-24-Q1', to: '2023-06-30' }, { fromQuarter: '2023-24-Q2', to: '2023-09-30' }],
    notes: [{ code: 'beginning-not-stated' }, { code: 'stated-in-advance' }],
  });
  expect(rest.json()).toMatchObject({ nextCursor: null, items: [{ fromQuarter: '2023-24-Q3', to: null }] });
  expect(
    csv.text
      .split('\r\n')
      .slice(0, 4)
      .map((row) => row.split(',').slice(0, 7).join(',')),
  ).toEqual([
    'fromQuarter,from,to,extent,citizenServiceZone,receptionZone,selfServiceZone',
    ',,2023-03-31,suspended,,,',
    '2023-24-Q1,2023-04-01,2023-06-30,limited,virtual,,',
    '2023-24-Q2,2023-07-01,2023-09-30,limited,virtual|on-site,on-site,on-site',
  ]);
});

test('with asOf the list has the entry of that day only; with on too it is refused, and an empty schedule has nothing to read', async () => {
  await using service = await startLoaded();
  await using empty = await startService();
  const reader = service.as('demo-reader');

  const narrowed = await reader.call(readSchedule, { query: { asOf: '2023-08-01' } });
  const both = await reader.call(readSchedule, { query: { asOf: '2023-08-01', on: '2023-08-01' } });
  const nothing = await empty.as('demo-reader').call(readSchedule, { query: { on: '2023-08-01' } });

  expect(narrowed.json()).toMatchObject({ asOf: '2023-08-01', items: [{ fromQuarter: '2023-24-Q2' }] });
  expect(both.problem()).toMatchObject({ status: 400, errors: [{ pointer: '/asOf', code: 'not-together' }] });
  expect(nothing.problem().code).toBe('not-found');
});

test('a quarter that is set anew holds until the next entry, and what was known before stays readable', async () => {
  await using service = await startLoaded();
  const admin = service.as('demo-admin');
  const params = { quarter: '2023-24-Q2' };
  const before = await admin.call(readScheduleQuarter, { params });

  const changed = await admin.call(changeScheduleQuarter, {
    params,
    body: { extent: 'suspended', reason: { en: 'Renovations', fr: 'Rénovations' } },
    headers: { 'if-match': before.headers.etag ?? '' },
  });

  const extentOn = async (on: string, knownAt?: string) => (await admin.call(readSchedule, { query: { on, ...(knownAt && { knownAt }) } })).json();
  expect(changed.json()).toMatchObject({
    on: '2023-07-01',
    to: '2023-09-30',
    extent: 'suspended',
    allowed: [],
    reason: 'Renovations',
    source: { quality: 'measured' },
  });
  expect(await extentOn('2023-09-30')).toMatchObject({ extent: 'suspended' });
  expect(await extentOn('2023-10-01')).toMatchObject({ extent: 'full' });
  expect(await extentOn('2023-09-30', before.json().knownAt)).toMatchObject({ extent: 'limited' });
});

test('setting a quarter needs the ETag of the present schedule, and of two at once one wins', async () => {
  await using service = await startLoaded();
  const admin = service.as('demo-admin');
  const params = { quarter: '2024-25-Q1' };
  const { headers } = await admin.call(readSchedule, {});
  const set = (reason: string, tag?: string) =>
    admin.call(changeScheduleQuarter, { params, body: { extent: 'full', reason }, ...(tag !== undefined && { headers: { 'if-match': tag } }) });

  const without = await set('none');
  const both = await Promise.all([set('one', headers.etag), set('two', headers.etag)]);
  const stale = await set('three', headers.etag);

  expect(without.problem().code).toBe('precondition-required');
  expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 412]);
  expect(stale.problem().code).toBe('precondition-failed');
});

test('the schedule is national: a regional caller cannot set it, nor can anyone set what contradicts itself', async () => {
  await using service = await startLoaded();
  const params = { quarter: '2024-25-Q1' };

  const regional = await service.as('demo-atlantic').call(changeScheduleQuarter, { params, body: { extent: 'full', reason: 'test' }, headers: any });
  const contradiction = await service.as('demo-admin').call(changeScheduleQuarter, { params, body: { extent: 'limited', reason: 'test' }, headers: any });
  const noQuarter = await service
    .as('demo-admin')
    .call(changeScheduleQuarter, { params: { quarter: '2024-26-Q1' }, body: { extent: 'full', reason: 'test' }, headers: any });

  expect(regional.problem().code).toBe('outside-region');
  expect(contradiction.problem()).toMatchObject({ status: 422, code: 'extent-contradicts-allowed', errors: [{ pointer: '/allowed' }] });
  expect(noQuarter.problem()).toMatchObject({ status: 400, errors: [{ in: 'path', pointer: '/quarter' }] });
});

test('an empty schedule gets its first entry by the same call, and an earlier one holds until then', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const set = (quarter: string) => admin.call(changeScheduleQuarter, { params: { quarter }, body: { extent: 'full', reason: 'first' }, headers: any });

  const first = await set('2024-25-Q1');
  const earlier = await set('2023-24-Q1');

  expect(first.json()).toMatchObject({ from: '2024-04-01', to: null, extent: 'full' });
  expect(earlier.json()).toMatchObject({ from: '2023-04-01', to: '2024-03-31' });
});

test('what was loaded and what was changed stand in the feed, and the chain verifies', async () => {
  await using service = await startLoaded();
  const admin = service.as('demo-admin');
  const change = { params: { quarter: '2024-25-Q1' }, body: { extent: 'suspended' as const, reason: 'Renovations' }, headers: any };

  await admin.call(changeScheduleQuarter, change);
  await admin.call(changeScheduleQuarter, change);

  const verified = await admin.call(verifyQualityChanges, {});
  const feed = await admin.call(listQualityChanges, {});
  expect(feed.json().items).toMatchObject([
    { type: 'quality-schedule.created', actor: 'data-load', data: { entries: [{ fromQuarter: null }, {}, {}, {}] } },
    {
      type: 'quality-schedule.changed',
      actor: 'demo-admin',
      subject: '2024-25-Q1',
      reason: 'Renovations',
      data: { revision: 2, entries: [{ fromQuarter: '2024-25-Q1', extent: 'suspended' }] },
    },
  ]);
  expect(verified.json()).toEqual({ valid: true, events: 2, firstInvalid: null });
});
