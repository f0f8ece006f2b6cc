import { changeQaRate, readQaRates } from '@csn/contracts';
import { frozenClock } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { startService } from '../../test/start.ts';

test('the rate of each day is that of the schedule: at the edges of every period, long before and long after', async () => {
  await using service = await startService();
  const days = [
    '2015-06-01',
    '2020-03-18',
    '2020-03-19',
    '2020-12-14',
    '2020-12-15',
    '2022-06-30',
    '2022-07-01',
    '2023-04-30',
    '2023-05-01',
    '2023-06-30',
    '2023-07-01',
    '2023-09-30',
    '2023-10-01',
    '2023-12-31',
    '2024-01-01',
    '2025-12-31',
  ];

  const rates = [];
  for (const on of days) rates.push((await service.as('demo-reader').call(readQaRates, { query: { on } })).json());

  expect(rates.map(({ on, rate, state, quarter }) => [on, rate, state, quarter])).toEqual([
    ['2015-06-01', 0.04, 'active', '2015-16-Q1'],
    ['2020-03-18', 0.04, 'active', '2019-20-Q4'],
    ['2020-03-19', 0, 'suspended', '2019-20-Q4'],
    ['2020-12-14', 0, 'suspended', '2020-21-Q3'],
    ['2020-12-15', 0.01, 'active', '2020-21-Q3'],
    ['2022-06-30', 0.01, 'active', '2022-23-Q1'],
    ['2022-07-01', 0, 'suspended', '2022-23-Q2'],
    ['2023-04-30', 0, 'suspended', '2023-24-Q1'],
    ['2023-05-01', 0.01, 'active', '2023-24-Q1'],
    ['2023-06-30', 0.01, 'active', '2023-24-Q1'],
    ['2023-07-01', 0.02, 'active', '2023-24-Q2'],
    ['2023-09-30', 0.02, 'active', '2023-24-Q2'],
    ['2023-10-01', 0.03, 'active', '2023-24-Q3'],
    ['2023-12-31', 0.03, 'active', '2023-24-Q3'],
    ['2024-01-01', 0.04, 'active', '2023-24-Q4'],
    ['2025-12-31', 0.04, 'active', '2025-26-Q3'],
  ]);
});

test('the whole schedule is a list of periods without gaps, in pages and as CSV, with the rate of today beside it', async () => {
  await using service = await startService({ clock: frozenClock('2023-05-16T15:00:00Z') });
  const reader = service.as('demo-reader');

  const schedule = (await reader.call(readQaRates, {})).json();
  const first = (await reader.call(readQaRates, { query: { limit: 5 } })).json();
  const second = (await reader.call(readQaRates, { query: { limit: 5, cursor: first.nextCursor ?? '' } })).json();
  const csv = await reader.call(readQaRates, { headers: { accept: 'text/csv' } });
  const again = await reader.call(readQaRates, { headers: { 'if-none-match': (await reader.call(readQaRates, {})).headers.etag ?? '' } });

  expect(schedule).toMatchObject({ on: '2023-05-16', rate: 0.01, nextCursor: null });
  expect(schedule.items.map(({ from, to, rate }) => [from, to, rate])).toEqual([
    [null, '2020-03-18', 0.04],
    ['2020-03-19', '2020-12-14', 0],
    ['2020-12-15', '2022-06-30', 0.01],
    ['2022-07-01', '2023-04-30', 0],
    ['2023-05-01', '2023-06-30', 0.01],
    ['2023-07-01', '2023-09-30', 0.02],
    ['2023-10-01', '2023-12-31', 0.03],
    ['2024-01-01', null, 0.04],
  ]);
  expect([...first.items, ...second.items]).toEqual(schedule.items);
  expect(
    csv.text
      .split('\r\n')
      .slice(0, 3)
      .map((line) => line.split(',').slice(0, 4)),
  ).toEqual([
    ['from', 'to', 'rate', 'state'],
    ['', '2020-03-18', '0.04', 'active'],
    ['2020-03-19', '2020-12-14', '0', 'suspended'],
  ]);
  expect([again.status, again.text]).toEqual([304, '']);
});

test('a change of the rate holds until the next rate of the schedule and is known only from then', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const rateOn = async (on: string, knownAt?: string) => (await admin.call(readQaRates, { query: { on, ...(knownAt && { knownAt }) } })).json().rate;
  const { knownAt: before } = (await admin.call(readQaRates, {})).json();

  const changed = await admin.call(changeQaRate, {
    params: { effectiveOn: '2023-11-01' },
    body: { rate: 0.0275, reason: 'fewer reviewers' },
    headers: { 'if-match': '*' },
  });

  expect(changed.json()).toMatchObject({
    on: '2023-11-01',
    from: '2023-11-01',
    to: '2023-12-31',
    rate: 0.0275,
    state: 'active',
    source: { quality: 'measured' },
  });
  expect(await rateOn('2023-10-31')).toBe(0.03);
  expect(await rateOn('2023-11-15')).toBe(0.0275);
  expect(await rateOn('2024-01-01')).toBe(0.04);
  expect(await rateOn('2023-11-15', before)).toBe(0.03);
});

test('a correction of the past leaves the entries after it as they are', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');

  const corrected = await admin.call(changeQaRate, {
    params: { effectiveOn: '2019-04-01' },
    body: { rate: 0.05, reason: 'found in the archives' },
    headers: { 'if-match': '*' },
  });
  const { items } = (await admin.call(readQaRates, {})).json();

  expect(corrected.json()).toMatchObject({ from: '2019-04-01', to: '2020-03-18', rate: 0.05 });
  expect(items.slice(0, 3).map(({ from, to, rate }) => [from, to, rate])).toEqual([
    [null, '2019-03-31', 0.04],
    ['2019-04-01', '2020-03-18', 0.05],
    ['2020-03-19', '2020-12-14', 0],
  ]);
});

test('a rate of 0 suspends the program', async () => {
  await using service = await startService();
  const explanation = { en: 'Suspended for a review', fr: 'Suspendu le temps d’un examen' };

  const suspended = await service
    .as('demo-admin')
    .call(changeQaRate, { params: { effectiveOn: '2025-01-01' }, body: { rate: 0, explanation, reason: 'review' }, headers: { 'if-match': '*' } });

  expect(suspended.json()).toMatchObject({ rate: 0, state: 'suspended', explanation, to: null });
});

test('a change needs the ETag of the schedule: none is 428, a stale one 412, and of many at once one wins', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const { headers } = await admin.call(readQaRates, { query: { on: '2023-11-15' } });
  const change = (rate: number, tag?: string) =>
    admin.call(changeQaRate, {
      params: { effectiveOn: '2025-01-01' },
      body: { rate, reason: 'test' },
      ...(tag !== undefined && { headers: { 'if-match': tag } }),
    });

  const without = await change(0.01);
  const stale = await change(0.02, '"0.stale"');
  const many = await Promise.all(Array.from({ length: 12 }, (_, n) => change((n + 1) / 100, headers.etag)));

  expect([without.problem().code, stale.problem().code]).toEqual(['precondition-required', 'precondition-failed']);
  expect(many.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, ...Array.from({ length: 11 }, () => 412)]);
});

test.each([
  ['more than all files', { rate: 1.5, reason: 'test' }, ['/rate']],
  ['less than none', { rate: -0.01, reason: 'test' }, ['/rate']],
  ['finer than a millionth', { rate: 0.0100001, reason: 'test' }, ['/rate']],
  ['a text', { rate: '0.01', reason: 'test' }, ['/rate']],
  ['no reason', { rate: 0.01 }, ['/reason']],
  ['several faults', { rate: 4, explanation: { en: 'only English' }, percent: 4 }, ['/explanation/fr', '/percent', '/rate', '/reason']],
])('a rate is refused with its pointers: %s', async (_what, body, pointers) => {
  await using service = await startService({ load: 'none' });

  const answer = await service.as('demo-admin').send({
    method: 'PUT',
    url: '/v1/passport/qa/rates/2025-01-01',
    headers: { 'content-type': 'application/json', 'if-match': '*' },
    body: JSON.stringify(body),
  });

  expect(answer.problem().status).toBe(400);
  expect(
    answer
      .problem()
      .errors?.map(({ pointer }) => pointer)
      .sort(),
  ).toEqual(pointers);
});

test('before any schedule there is no rate; the first entry begins one, of two at once one wins, and an earlier one holds until then', async () => {
  await using service = await startService({ load: 'none' });
  const admin = service.as('demo-admin');
  const begin = (rate: number) => admin.call(changeQaRate, { params: { effectiveOn: '2024-04-01' }, body: { rate, reason: 'begin' } });

  const nothing = await admin.call(readQaRates, { query: { on: '2024-04-01' } });
  const both = await Promise.all([begin(0.01), begin(0.02)]);
  const earlier = await admin.call(changeQaRate, { params: { effectiveOn: '2024-03-01' }, body: { rate: 0.01, reason: 'test' }, headers: { 'if-match': '*' } });

  expect(nothing.json()).toMatchObject({ rate: null, state: null, source: null, items: [] });
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(both.filter(({ status }) => status === 412 || status === 428)).toHaveLength(1);
  expect(earlier.json()).toMatchObject({ from: '2024-03-01', to: '2024-03-31', rate: 0.01 });
});
