import { listBatchEntries, listVolumeChanges, type NewEntry, readBatch, recordBatch, summarizeVolumes, verifyVolumeChanges } from '@csn/contracts';
import { frozenClock } from '@csn/service-kit';
import { expect, test } from '@jest/globals';
import { batchOf, dayCount, givenBatch, measured, openSince2020, registryWith } from '../../test/given.ts';
import { startService } from '../../test/start.ts';

test('a batch is counted entry by entry: new, revised, unchanged; its receipt can be read again', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await givenBatch(service, batchOf(dayCount('2024-05-01', 10), dayCount('2024-05-02', 20)));

  const answer = await admin.call(recordBatch, { body: batchOf(dayCount('2024-05-01', 10), dayCount('2024-05-02', 21), dayCount('2024-05-03', 30)) });
  const receipt = answer.json();

  expect(answer.status).toBe(201);
  expect(answer.headers.location).toBe(`/v1/volumes/batches/${receipt.batchId}`);
  expect(receipt).toMatchObject({ received: 3, accepted: 1, revised: 1, unchanged: 1, rejected: 0, errors: [] });
  expect((await admin.call(readBatch, { params: { batchId: receipt.batchId! } })).json()).toEqual(receipt);
});

test('what a batch changed is listed with the value before, page by page; what was known is not', async () => {
  await using service = await startService({ others: registryWith({ 'SITE-1': openSince2020 }) });
  const admin = service.as('demo-admin');
  await givenBatch(service, batchOf(dayCount('2024-05-01', 10), dayCount('2024-05-02', 20)));
  const { batchId } = await givenBatch(service, batchOf(dayCount('2024-05-01', 10), dayCount('2024-05-02', 21), dayCount('2024-05-03', 30, 'SITE-1')));

  const first = (await admin.call(listBatchEntries, { params: { batchId: batchId! }, query: { limit: 1 } })).json();
  const second = (await admin.call(listBatchEntries, { params: { batchId: batchId! }, query: { limit: 1, cursor: first.nextCursor! } })).json();

  expect(first.items).toEqual([
    { measure: 'e-channels.clients-served', siteId: null, region: null, from: '2024-05-02', to: '2024-05-02', value: 21, previous: 20, basis: 'observed' },
  ]);
  expect(second).toEqual({
    items: [
      {
        measure: 'in-person.clients-served',
        siteId: 'SITE-1',
        region: null,
        from: '2024-05-03',
        to: '2024-05-03',
        value: 30,
        previous: null,
        basis: 'observed',
      },
    ],
    nextCursor: null,
  });
});

test('an equal value from another source is unchanged, makes no revision and no event', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await givenBatch(service, batchOf(dayCount('2024-05-01', 10)));

  const again = await givenBatch(service, { source: { document: 'Another', asOf: '2024-07-01', quality: 'reported' }, entries: [dayCount('2024-05-01', 10)] });
  await service.options.feed.catchUp();

  expect(again).toMatchObject({ unchanged: 1, accepted: 0, revised: 0 });
  expect((await admin.call(listBatchEntries, { params: { batchId: again.batchId! } })).json().items).toEqual([]);
  expect((await admin.call(listVolumeChanges, {})).json().items).toMatchObject([{ type: 'volume-batch.recorded', actor: 'demo-admin', data: { accepted: 1 } }]);
  expect((await admin.call(verifyVolumeChanges, {})).json()).toEqual({ valid: true, events: 1, firstInvalid: null });
});

const good: NewEntry = { measure: 'in-person.clients-served', siteId: 'SITE-1', from: '2024-05-01', to: '2024-05-01', value: 7 };
const faulty: [string, unknown, { pointer: string; code: string }[]][] = [
  ['a fraction', { ...good, value: 1.5 }, [{ pointer: '/value', code: 'invalid-value' }]],
  ['a negative value', { ...good, value: -1 }, [{ pointer: '/value', code: 'invalid-value' }]],
  ['a text as a value', { ...good, value: '7' }, [{ pointer: '/value', code: 'invalid-value' }]],
  ['no value', { ...good, value: undefined }, [{ pointer: '/value', code: 'invalid-value' }]],
  ['an unknown measure', { ...good, measure: 'coffee' }, [{ pointer: '/measure', code: 'unknown-measure' }]],
  ['an unknown site', { ...good, siteId: 'NO-SITE' }, [{ pointer: '/siteId', code: 'unknown-site' }]],
  ['a site that is no code', { ...good, siteId: 5 }, [{ pointer: '/siteId', code: 'unknown-site' }]],
  ['a site that is closed by then', { ...good, siteId: 'CLOSED-1' }, [{ pointer: '/siteId', code: 'site-not-open' }]],
  ['a day before the register knows the site', { ...good, from: '2019-12-31', to: '2019-12-31' }, [{ pointer: '/siteId', code: 'site-not-open' }]],
  ['an unknown region', { ...good, siteId: undefined, region: 'mars' }, [{ pointer: '/region', code: 'unknown-region' }]],
  ['a region that the site is not in', { ...good, region: 'quebec' }, [{ pointer: '/region', code: 'region-contradicts-site' }]],
  ['a site of a measure without sites', { ...good, measure: 'esin.applications-completed' }, [{ pointer: '/siteId', code: 'measure-without-sites' }]],
  ['a day that does not exist', { ...good, from: '2024-02-30' }, [{ pointer: '/from', code: 'invalid-date' }]],
  ['the year 0', { ...good, siteId: undefined, from: '0000-01-01' }, [{ pointer: '/from', code: 'invalid-date' }]],
  ['a day in the future', { ...good, from: '2999-01-01', to: '2999-01-01' }, [{ pointer: '/to', code: 'future-day' }]],
  ['a period that ends before it begins', { ...good, siteId: undefined, from: '2024-05-02' }, [{ pointer: '/from', code: 'from-after-to' }]],
  ['two days of a site', { ...good, to: '2024-05-02' }, [{ pointer: '/to', code: 'not-one-day' }]],
  ['a member that is not known', { ...good, colour: 'red' }, [{ pointer: '/colour', code: 'malformed-line' }]],
  ['a list', [], [{ pointer: '', code: 'malformed-line' }]],
  ['null', null, [{ pointer: '', code: 'malformed-line' }]],
  [
    'everything at once',
    { measure: 'x', siteId: 'y', from: 'z', to: '2024-05-01', value: null, 'a/b': 1 },
    [
      { pointer: '/a~1b', code: 'malformed-line' },
      { pointer: '/measure', code: 'unknown-measure' },
      { pointer: '/value', code: 'invalid-value' },
      { pointer: '/siteId', code: 'unknown-site' },
      { pointer: '/from', code: 'invalid-date' },
    ],
  ],
];

/** So that no line repeats the cell of another. */
function onItsOwnDay(entry: unknown, index: number): unknown {
  return JSON.parse(
    JSON.stringify(entry)
      .replaceAll('2024-05-01', `2024-06-${String(index + 1).padStart(2, '0')}`)
      .replaceAll('2024-05-02', '2024-07-01'),
  );
}

test('every fault of every line is named at once, with line, pointer and code, in the language of the caller', async () => {
  await using service = await startService({
    others: registryWith({ 'SITE-1': openSince2020, 'CLOSED-1': [{ effectiveOn: '2020-01-01' }, { effectiveOn: '2024-04-30', state: 'closed' }] }),
  });

  const answer = await service.as('demo-admin').send({
    method: 'POST',
    url: '/v1/volumes/batches',
    headers: { 'content-type': 'application/json', 'accept-language': 'fr' },
    body: JSON.stringify({ source: measured, entries: [...faulty.map(([, entry], index) => onItsOwnDay(entry, index)), good] }),
  });

  expect(answer.status).toBe(422);
  expect(answer.problem()).toMatchObject({ code: 'batch-rejected', received: faulty.length + 1, accepted: 1, rejected: faulty.length });
  for (const [index, [what, , faults]] of faulty.entries()) {
    const found = answer
      .problem()
      .errors?.filter((error) => error.line === index + 1)
      .map(({ pointer, code }) => ({ pointer, code }));
    expect([what, found]).toEqual([what, faults.map(({ pointer, code }) => ({ pointer: `/entries/${index}${pointer}`, code }))]);
  }
  expect(answer.problem().errors?.every((error) => error.in === 'body')).toBe(true);
  expect(answer.problem().errors?.[0]?.detail).toMatch(/^doit être un nombre entier de 0 à 9007199254740991, écrit en chiffres seuls; dans un CSV, aussi/);
});

test.each(['9007199254740993', '1e30', '1e3', '7.0', '1461713.0', '-0', 'true', 'null', '"7"', '{}'])(
  '%s is no count, however JSON reads it',
  async (written) => {
    await using service = await startService();

    const answer = await service.as('demo-admin').send({
      method: 'POST',
      url: '/v1/volumes/batches?onError=skip-rows',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batchOf(dayCount('2024-05-01', 7))).replace('"value":7', `"value" :  ${written}`),
    });

    expect(answer.json()).toMatchObject({ received: 1, accepted: 0, rejected: 1, errors: [{ line: 1, pointer: '/entries/0/value', code: 'invalid-value' }] });
  },
);

test('the largest count is kept exactly', async () => {
  await using service = await startService();
  const { batchId } = await givenBatch(service, batchOf(dayCount('2024-05-01', Number.MAX_SAFE_INTEGER)));

  const { items } = (await service.as('demo-admin').call(listBatchEntries, { params: { batchId: batchId! } })).json();

  expect(items[0]?.value).toBe(9007199254740991);
});

test('a refused batch leaves nothing; skip-rows keeps its good entries', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const body = { source: measured, entries: [dayCount('2024-05-01', 5), { ...dayCount('2024-05-02', 5), measure: 'coffee' as never }] };

  const refused = await admin.call(recordBatch, { body });
  const before = await admin.call(summarizeVolumes, { query: { from: '2024-05-01', to: '2024-05-02', measure: ['e-channels.clients-served'] } });
  const kept = await admin.call(recordBatch, { body, query: { onError: 'skip-rows' } });
  const after = await admin.call(summarizeVolumes, { query: { from: '2024-05-01', to: '2024-05-02', measure: ['e-channels.clients-served'] } });

  expect(refused.problem()).toMatchObject({ code: 'batch-rejected', status: 422 });
  expect(before.json().rows).toEqual([]);
  expect(kept.json()).toMatchObject({ received: 2, accepted: 1, rejected: 1, errors: [{ line: 2, code: 'unknown-measure' }] });
  expect(after.json().rows).toMatchObject([{ value: 5 }]);
});

test('of more than a thousand faults a thousand are listed and all are counted', async () => {
  await using service = await startService();
  const entries = Array.from({ length: 1500 }, (_, index) => dayCount('2024-05-01', -1 - index));

  const refused = await service.as('demo-admin').call(recordBatch, { body: { source: measured, entries } });

  expect(refused.problem()).toMatchObject({ rejected: 1500, received: 1500 });
  expect(refused.problem().errors).toHaveLength(1000);
});

test('one cell twice in one batch is an error of the later line, also where the region of the site is named once', async () => {
  await using service = await startService({ others: registryWith({ 'SITE-1': openSince2020 }) });

  const answer = await service.as('demo-admin').call(recordBatch, { body: batchOf(good, { ...good, region: 'ontario', value: 8 }, dayCount('2024-05-01', 1)) });

  expect(answer.problem().errors).toMatchObject([{ line: 2, pointer: '/entries/1', code: 'duplicate-entry' }]);
});

test('an empty batch is refused, and so is a body that cannot be read as a whole', async () => {
  await using service = await startService();
  const post = (body: string) =>
    service.as('demo-admin').send({ method: 'POST', url: '/v1/volumes/batches', headers: { 'content-type': 'application/json' }, body });

  const empty = await post(JSON.stringify({ source: measured, entries: [] }));
  const noSource = await post(JSON.stringify({ entries: [], nope: 1 }));
  const broken = await post('{"source":');

  expect(empty.problem()).toMatchObject({ status: 422, code: 'empty-batch' });
  expect(noSource.problem()).toMatchObject({ status: 400, errors: [{ pointer: '/source' }, { pointer: '/nope' }] });
  expect(broken.problem()).toMatchObject({ status: 400, code: 'invalid-request' });
});

test('a dry run says what would happen and stores nothing', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  await givenBatch(service, batchOf(dayCount('2024-05-01', 10), dayCount('2024-05-02', 20)));

  const dry = await admin.call(recordBatch, {
    body: batchOf(dayCount('2024-05-01', 10), dayCount('2024-05-02', 21), dayCount('2024-05-03', 30)),
    query: { dryRun: true },
  });
  const real = await admin.call(recordBatch, { body: batchOf(dayCount('2024-05-01', 10), dayCount('2024-05-02', 21), dayCount('2024-05-03', 30)) });

  expect(dry.status).toBe(200);
  expect(dry.json()).toMatchObject({ batchId: null, received: 3, accepted: 1, revised: 1, unchanged: 1, rejected: 0 });
  expect(real.json()).toMatchObject({ accepted: 1, revised: 1, unchanged: 1 });
});

test('a regional caller writes for its own region alone: else the whole batch is refused, or the line with skip-rows', async () => {
  const others = registryWith({ 'MINE-1': [{ effectiveOn: '2020-01-01', region: 'atlantic' }], 'THEIRS-1': openSince2020 });
  await using service = await startService({ others });
  const atlantic = service.as('demo-atlantic');
  const [mine, theirs] = [dayCount('2024-05-01', 7, 'MINE-1'), dayCount('2024-05-01', 7, 'THEIRS-1')];
  const month = { measure: 'in-person.clients-served' as const, from: '2024-05-01', to: '2024-05-31', value: 5 };

  const own = await atlantic.call(recordBatch, { body: batchOf(mine, { ...month, region: 'atlantic' }) });
  const refused = await Promise.all(
    [
      [theirs],
      [
        { ...mine, value: 8 },
        { ...theirs, value: -1 },
      ],
      [{ ...month, region: 'ontario' as const }],
      [month],
    ].map((entries) => atlantic.call(recordBatch, { body: batchOf(...entries) })),
  );
  const skipped = await atlantic.call(recordBatch, { body: batchOf({ ...mine, value: 9 }, theirs), query: { onError: 'skip-rows' } });

  expect(own.json()).toMatchObject({ accepted: 2 });
  for (const answer of refused) expect(answer.problem()).toMatchObject({ status: 403, code: 'outside-region' });
  expect(skipped.json()).toMatchObject({ revised: 1, rejected: 1, errors: [{ line: 2, pointer: '/entries/1/siteId', code: 'outside-region' }] });
});

test('a receipt is open to callers of the region for which the batch was sent, and to national ones', async () => {
  await using service = await startService({ others: registryWith({ 'MINE-1': [{ effectiveOn: '2020-01-01', region: 'atlantic' }] }) });
  const own = await givenBatch(service, batchOf(dayCount('2024-05-01', 7, 'MINE-1')), 'demo-atlantic');
  const national = await givenBatch(service, batchOf(dayCount('2024-05-02', 7, 'MINE-1')));
  const read = (client: 'demo-atlantic' | 'demo-reader', batchId: string | null) => service.as(client).call(readBatch, { params: { batchId: batchId! } });

  expect((await read('demo-atlantic', own.batchId)).status).toBe(200);
  expect((await read('demo-reader', own.batchId)).status).toBe(200);
  expect((await read('demo-atlantic', national.batchId)).problem().code).toBe('outside-region');
  expect((await read('demo-atlantic', 'no-such-batch')).problem()).toMatchObject({ status: 404, code: 'not-found' });
});

test('a site that is not known here is asked of the register once, and a planned site takes counts', async () => {
  const others = registryWith({ 'NEW-1': [{ effectiveOn: '2024-01-01', state: 'planned' }] });
  await using service = await startService({ others });

  await givenBatch(service, batchOf(dayCount('2024-05-01', 1, 'NEW-1')));
  await givenBatch(service, batchOf(dayCount('2024-05-02', 1, 'NEW-1')));

  expect(others.asked).toEqual(['NEW-1']);
});

test('today is the day where the site is: in St. John’s it begins earlier than in Toronto', async () => {
  const others = registryWith({ 'EAST-1': [{ effectiveOn: '2020-01-01', region: 'atlantic', timeZone: 'America/St_Johns' }], 'MID-1': openSince2020 });
  await using service = await startService({ others, clock: frozenClock('2024-05-02T03:00:00Z') });

  const answer = await service.as('demo-admin').call(recordBatch, {
    body: batchOf(dayCount('2024-05-02', 1, 'EAST-1'), dayCount('2024-05-02', 1, 'MID-1'), dayCount('2024-05-02', 1)),
    query: { onError: 'skip-rows' },
  });

  expect(answer.json()).toMatchObject({
    accepted: 1,
    errors: [
      { line: 2, code: 'future-day' },
      { line: 3, code: 'future-day' },
    ],
  });
});

test('many batches at once on the same cells, in any order: none fails, and the last to commit is what holds', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');
  const days = Array.from({ length: 20 }, (_, index) => `2024-05-${String(index + 1).padStart(2, '0')}`);

  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, index) =>
      admin.call(recordBatch, { body: batchOf(...(index % 2 ? days : days.toReversed()).map((day) => dayCount(day, 1000 + index))) }),
    ),
  );
  const { rows } = (
    await admin.call(summarizeVolumes, { query: { from: days[0]!, to: days.at(-1)!, groupBy: ['day'], measure: ['e-channels.clients-served'] } })
  ).json();

  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 201));
  expect(answers.map((answer) => answer.json().accepted ?? NaN).toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 15 }, () => 0), 20]);
  const last = answers.map((answer) => answer.json()).toSorted((a, b) => Temporal.Instant.compare(a.recordedAt!, b.recordedAt!))[15]!;
  const { items } = (await admin.call(listBatchEntries, { params: { batchId: last.batchId! } })).json();
  expect(rows.map((row) => row.value)).toEqual(items.map((item) => item.value));
  expect(new Set(rows.map((row) => row.value)).size).toBe(1);
});

test('the same key sends a batch once: the repeat gets the first answer byte for byte', async () => {
  await using service = await startService();
  const send = () => service.as('demo-admin').call(recordBatch, { body: batchOf(dayCount('2024-05-01', 7)), headers: { 'idempotency-key': 'k-1' } });

  const first = await send();
  const second = await send();

  expect(second.headers['idempotent-replayed']).toBe('true');
  expect(second.text).toBe(first.text);
});
