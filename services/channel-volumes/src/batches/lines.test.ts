import { PassThrough, type Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { listBatchEntries, readBatch, type Receipt, summarizeVolumes } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import type { TestAnswer, TestClient, TestService } from '@csn/testing';
import { sql } from 'kysely';
import { openSince2020, registryWith } from '../../test/given.ts';
import { startService } from '../../test/start.ts';
import type { Tables } from '../tables.ts';

const source = { document: 'Daily file', sourceAsOf: '2024-06-01', quality: 'measured' };
const types = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;

interface Sending {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly as?: TestClient;
}
function send(
  service: TestService<Tables>,
  type: keyof typeof types,
  body: string | Buffer | Readable,
  { query, headers, as = 'demo-admin' }: Sending = {},
): Promise<TestAnswer<Receipt>> {
  const search = new URLSearchParams({ ...source, ...query });
  return service
    .as(as)
    .send({ method: 'POST', url: `/v1/volumes/batches?${search.toString()}`, headers: { 'content-type': types[type], ...headers }, body }) as Promise<
    TestAnswer<Receipt>
  >;
}
const csv = (...rows: string[]): string => `${['measure,siteId,from,to,value', ...rows].join('\r\n')}\r\n`;
const counted = (day: string, value: number | string, site = ''): string =>
  `${site ? 'in-person' : 'e-channels'}.clients-served,${site},${day},${day},${value}`;
const ndjson = (...entries: object[]): string => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
const linesIn = (answer: TestAnswer<unknown>): string[] => (answer.problem().errors ?? []).map(({ line, pointer, code }) => `${line} ${pointer} ${code}`);

test('a CSV and an NDJSON of the same entries have the same effect as a document', async () => {
  await using service = await startService({ others: registryWith({ OTTAWA: openSince2020 }) });

  const first = await send(service, 'csv', csv(counted('2024-05-01', 10), counted('2024-05-01', 20, 'OTTAWA'), ''));
  const again = await send(
    service,
    'ndjson',
    ndjson(
      { measure: 'e-channels.clients-served', from: '2024-05-01', to: '2024-05-01', value: 10 },
      { measure: 'in-person.clients-served', siteId: 'OTTAWA', from: '2024-05-01', to: '2024-05-01', value: 21 },
    ),
  );

  expect([first.status, again.status]).toEqual([201, 201]);
  expect(first.json()).toMatchObject({ state: 'recorded', received: 2, accepted: 2, revised: 0, unchanged: 0, rejected: 0, errors: [] });
  expect(again.json()).toMatchObject({ received: 2, accepted: 0, revised: 1, unchanged: 1, source: { document: 'Daily file', asOf: '2024-06-01' } });
  const changed = await service.as('demo-admin').call(listBatchEntries, { params: { batchId: again.json().batchId! } });
  expect(changed.json().items).toMatchObject([{ siteId: 'OTTAWA', value: 21, previous: 20, basis: 'observed' }]);
});

test('every fault of every line is named by its line and member, and nothing is stored', async () => {
  await using service = await startService({ others: registryWith({ OTTAWA: openSince2020 }) });

  const answer = await send(
    service,
    'csv',
    csv(
      counted('2024-05-01', 1),
      counted('2024-05-01', 2),
      'shoes.sold,,2024-05-01,2024-05-01,1',
      counted('2024-02-30', '1.5', 'NOWHERE'),
      'one cell',
      counted('2999-01-01', 1, 'OTTAWA'),
      counted('2019-12-31', 1, 'OTTAWA'),
    ),
    { query: { batchId: 'REFUSED' } },
  );

  expect(answer.problem()).toMatchObject({ status: 422, code: 'batch-rejected', received: 7, accepted: 1, rejected: 6 });
  expect(linesIn(answer)).toEqual([
    '3  duplicate-entry',
    '4 /measure unknown-measure',
    '5 /value invalid-value',
    '5 /siteId unknown-site',
    '5 /from invalid-date',
    '5 /to invalid-date',
    '6  malformed-line',
    '7 /to future-day',
    '8 /siteId site-not-open',
  ]);
  const { rows } = await sql<{ count: number }>`select (select count(*) from entry) + (select count(*) from batch) as count`.execute(service.database.db);
  expect((await service.as('demo-admin').call(readBatch, { params: { batchId: 'REFUSED' } })).status).toBe(404);
  expect(rows[0]?.count).toBe(0);
});

test('with skip-rows the good lines are kept, the first 1,000 faults are listed and all are counted', async () => {
  await using service = await startService();
  const bad = Array.from({ length: 1500 }, () => counted('2024-05-01', 'x'));

  const answer = await send(service, 'csv', csv(...bad, counted('2024-05-01', 7)), { query: { onError: 'skip-rows' } });

  expect(answer.json()).toMatchObject({ received: 1501, accepted: 1, rejected: 1500 });
  expect([answer.json().errors.length, answer.json().errors.at(-1)?.line]).toEqual([1000, 1001]);
});

test('a dry run says what the run then does', async () => {
  await using service = await startService();
  await send(service, 'csv', csv(counted('2024-05-01', 1), counted('2024-05-02', 1)));
  const body = csv(counted('2024-05-01', 1), counted('2024-05-02', 2), counted('2024-05-03', 3));

  const dry = await send(service, 'csv', body, { query: { dryRun: 'true' } });
  const run = await send(service, 'csv', body);

  const counts = { received: 3, accepted: 1, revised: 1, unchanged: 1, rejected: 0 };
  expect([dry.status, dry.json()]).toMatchObject([200, { batchId: null, state: 'dry-run', ...counts }]);
  expect([run.status, run.json()]).toMatchObject([201, counts]);
});

test.each([
  ['plain', '6335456', 6335456],
  ['en', '6,335,456', 6335456],
  ['en', '128,302', 128302],
  ['en', '7', 7],
  ['fr', '6 335 456', 6335456],
  ['fr', '6\u00A0335\u00A0456', 6335456],
  ['fr', '128\u202F302', 128302],
])('numbers=%s reads %s', async (numbers, written, value) => {
  await using service = await startService();

  const answer = await send(service, 'csv', csv(counted('2024-05-01', `"${written}"`)), { query: numbers === 'plain' ? {} : { numbers } });

  const { items } = (await service.as('demo-admin').call(listBatchEntries, { params: { batchId: answer.json().batchId! } })).json();
  expect(items.map((item) => item.value)).toEqual([value]);
});

test.each([
  ['plain', ['128,302', '6 335', '1461713.0', '1e3', '-1', '+1', 'NA', '٣', ' 1', '9007199254740992', '']],
  ['en', ['128 302', '12,83', '1,2,3', '1234,567', ',128', '128,302.0']],
  ['fr', ['128,302', '6 33', '1\u00A0234 567', '1461713,0']],
])('numbers=%s refuses what it does not say, and guesses nothing', async (numbers, texts) => {
  await using service = await startService();

  const answer = await send(service, 'csv', csv(...texts.map((text, index) => counted(`2024-05-${String(index + 1).padStart(2, '0')}`, `"${text}"`))), {
    query: { numbers },
  });

  expect(linesIn(answer)).toEqual(texts.map((_, index) => `${index + 2} /value invalid-value`));
});

test('numbers of NDJSON are written in plain digits, too', async () => {
  await using service = await startService();
  const line = (value: string) => `{"measure":"e-channels.clients-served","from":"2024-05-01","to":"2024-05-01","value":${value}}\n`;

  const answer = await send(service, 'ndjson', ['1461713.0', '1e3', '-0', '9007199254740993', '"7"', 'null'].map(line).join(''));

  expect(linesIn(answer)).toEqual([1, 2, 3, 4, 5, 6].map((number) => `${number} /value invalid-value`));
});

test.each<[string, Sending['query'] & object, keyof typeof types, string[]]>([
  [
    'no source',
    { document: '', sourceAsOf: '2024-02-30', quality: 'good' },
    'csv',
    ['/document too-small', '/sourceAsOf invalid-date', '/quality not-allowed'],
  ],
  ['numbers with NDJSON', { numbers: 'fr' }, 'ndjson', ['/numbers not-together']],
])('%s is refused before a line is read', async (_what, query, type, faults) => {
  await using service = await startService();

  const answer = await send(service, type, 'not even a header', { query });

  expect(answer.problem()).toMatchObject({ status: 400, code: 'invalid-request' });
  expect(answer.problem().errors?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(faults);
});

test('lines without their source are told each part of it, and a document says it in itself', async () => {
  await using service = await startService();
  const admin = service.as('demo-admin');

  const lines = await admin.send({ method: 'POST', url: '/v1/volumes/batches', headers: { 'content-type': 'text/csv' }, body: csv(counted('2024-05-01', 1)) });
  const document = await admin.send({
    method: 'POST',
    url: '/v1/volumes/batches?document=x',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ source: { document: 'x', asOf: '2024-01-01', quality: 'measured' }, entries: [] }),
  });

  expect(lines.problem().errors?.map(({ pointer }) => pointer)).toEqual(['/document', '/sourceAsOf', '/quality']);
  expect(document.problem().errors?.map(({ pointer }) => pointer)).toEqual(['/document']);
});

test('a header with an unknown, a doubled and a missing column is one refusal that names them', async () => {
  await using service = await startService();

  const answer = await send(service, 'csv', 'measure,from,from,valeur\n');

  expect(answer.problem()).toMatchObject({ status: 400, code: 'invalid-request' });
  expect(answer.problem().errors?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
    '/valeur unknown-column',
    '/from doubled-column',
    '/to missing-column',
    '/value missing-column',
  ]);
});

test('a batch without a line is refused as empty', async () => {
  await using service = await startService();

  const answers = await Promise.all([send(service, 'csv', csv()), send(service, 'ndjson', '\n\n')]);

  expect(answers.map((answer) => answer.problem().code)).toEqual(['empty-batch', 'empty-batch']);
});

test('a file packed by gzip is unpacked; broken or packed in another way it is refused, and so is one that is too large unpacked', async () => {
  await using service = await startService({ linesLimit: 1_000_000 });
  const packed = gzipSync(csv(counted('2024-05-01', 1)));
  const gzip = { 'content-encoding': 'gzip' };

  const good = await send(service, 'csv', packed, { headers: gzip });
  const broken = await send(service, 'csv', packed.subarray(0, -9), { headers: gzip });
  const unpacked = await send(service, 'csv', csv(counted('2024-05-01', 1)), { headers: gzip });
  const other = await send(service, 'csv', packed, { headers: { 'content-encoding': 'br' } });
  const large = await send(service, 'csv', gzipSync(csv(...Array.from({ length: 30_000 }, () => counted('2024-05-01', 1)))), { headers: gzip });
  const charset = await send(service, 'csv', csv(), { headers: { 'content-type': 'text/csv; charset=latin1' } });

  expect([good, broken, unpacked, other, large, charset].map(({ status }) => status)).toEqual([201, 400, 400, 415, 413, 415]);
  expect([broken, unpacked].map((answer) => answer.problem().errors?.[0]?.detail)).toEqual([
    'ended too early',
    'is not what `Content-Encoding: gzip` says: it cannot be unpacked',
  ]);
});

test('the same lines under the same key get the first receipt byte for byte, other lines are refused', async () => {
  await using service = await startService();
  const headers = { 'idempotency-key': 'k' };
  const body = csv(counted('2024-05-01', 1));

  const first = await send(service, 'csv', body, { headers });
  const again = await send(service, 'csv', body, { headers });
  const other = await send(service, 'csv', csv(counted('2024-05-01', 2)), { headers });

  expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([201, first.text, 'true']);
  expect(other.problem()).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
});

test('while a long batch comes its state and the lines read so far can be read under the code that its sender chose', async () => {
  await using service = await startService();
  const { db } = service.database;
  // Nobody numbers a batch while this holds the clock: what is sent meanwhile has been read and waits to be stored.
  const held = Promise.withResolvers<void>();
  const holding = Promise.withResolvers<void>();
  const clock = db.transaction().execute(async (tx) => {
    await sql`select from batch_clock for update`.execute(tx);
    holding.resolve();
    await held.promise;
  });
  await holding.promise;

  const sending = send(service, 'csv', csv(counted('2024-05-01', 1), counted('2024-05-02', 'x')), { query: { batchId: 'MAY', onError: 'skip-rows' } });
  const read = async () => service.as('demo-admin').call(readBatch, { params: { batchId: 'MAY' } });
  let running = await read();
  while (running.status === 404 || running.json().state === 'receiving') running = await read();
  const second = await send(service, 'csv', csv(counted('2024-05-03', 1)), { query: { batchId: 'MAY' } });
  held.resolve();
  await clock;
  const receipt = await sending;
  const third = await send(service, 'csv', csv(counted('2024-05-03', 1)), { query: { batchId: 'MAY' } });

  expect(running.json()).toMatchObject({ batchId: 'MAY', state: 'storing', recordedAt: null, received: 2, accepted: null, rejected: 1, errors: [{ line: 3 }] });
  expect([second, third].map((answer) => answer.problem().code)).toEqual(['batch-exists', 'batch-exists']);
  expect((await read()).json()).toEqual(receipt.json());
});

test('what has been read is told also while the sender pauses', async () => {
  await using service = await startService();
  const days = Array.from({ length: 3000 }, (_, index) => Temporal.PlainDate.from('2016-01-01').add({ days: index }).toString());
  const body = new PassThrough();
  const readsSoFar = async (count: number): Promise<boolean> => {
    const answer = await service.as('demo-admin').call(readBatch, { params: { batchId: 'LONG' } });
    return answer.status === 200 && answer.json().received === count;
  };

  const sending = send(service, 'csv', body, { query: { batchId: 'LONG' } });
  body.write(csv(counted(days[0]!, 1)));
  while (!(await readsSoFar(1))) await wait(10);
  for (const day of days.slice(1)) body.write(`${counted(day, 1)}\r\n`);
  while (!(await readsSoFar(days.length))) await wait(50);
  body.end();
  const receipt = await sending;

  expect(receipt.json()).toMatchObject({ state: 'recorded', received: days.length, accepted: days.length });
});

test('what a batch has left whose process died is not told, and its code is free at once', async () => {
  await using service = await startService();
  await sql`
    insert into batch_progress (batch_id, actor, source, state, received, rejected, errors)
    values ('MAY', 'demo-admin', '{"document":"Daily file","asOf":"2024-06-01","quality":"measured"}', 'receiving', 9, 0, '[]')`.execute(service.database.db);

  const left = await service.as('demo-admin').call(readBatch, { params: { batchId: 'MAY' } });
  const again = await send(service, 'csv', csv(counted('2024-05-01', 1)), { query: { batchId: 'MAY' } });

  expect(left.status).toBe(404);
  expect(again.json()).toMatchObject({ batchId: 'MAY', state: 'recorded', accepted: 1 });
});

test('counts of a site that was not open are refused, and kept where a reason is given', async () => {
  const site = [
    { effectiveOn: '2020-01-01', state: 'planned' },
    { effectiveOn: '2022-01-01', state: 'open' },
    { effectiveOn: '2023-01-01', state: 'suspended' },
    { effectiveOn: '2023-06-01', state: 'open' },
    { effectiveOn: '2024-01-01', state: 'closed' },
  ] as const;
  await using service = await startService({ others: registryWith({ MOBILE: site, FUTURE: [{ effectiveOn: '2020-01-01', state: 'planned' }] }) });
  const body = csv(
    counted('2021-12-31', 1, 'MOBILE'),
    counted('2022-01-01', 1, 'MOBILE'),
    counted('2023-02-01', 1, 'MOBILE'),
    counted('2023-12-31', 1, 'MOBILE'),
    counted('2024-01-01', 1, 'MOBILE'),
    counted('2024-01-01', 1, 'FUTURE'),
  );

  const refused = await send(service, 'csv', body);
  const kept = await send(service, 'csv', body, { query: { override: 'Counted at the door before the register was told' } });

  expect(linesIn(refused)).toEqual([2, 4, 6].map((line) => `${line} /siteId site-not-open`));
  expect(kept.json()).toMatchObject({ accepted: 6, override: 'Counted at the door before the register was told' });
});

test('a regional caller sends its own region: a line of another refuses the whole, or with skip-rows is a fault of its own', async () => {
  const others = registryWith({ HALIFAX: [{ effectiveOn: '2020-01-01', region: 'atlantic' }], OTTAWA: openSince2020 });
  await using service = await startService({ others });
  const body = csv(counted('2024-05-01', 1, 'HALIFAX'), counted('2024-05-01', 1, 'OTTAWA'));

  const whole = await send(service, 'csv', body, { as: 'demo-atlantic' });
  const skipping = await send(service, 'csv', body, { as: 'demo-atlantic', query: { onError: 'skip-rows' } });

  expect(whole.problem()).toMatchObject({ status: 403, code: 'outside-region' });
  expect(skipping.json()).toMatchObject({ accepted: 1, rejected: 1, errors: [{ line: 3, code: 'outside-region' }] });
});

test('two long batches on the same cells at once: both receipts are true, and the later one holds', async () => {
  await using service = await startService();
  const days = Array.from({ length: 28 }, (_, index) => `2024-02-${String(index + 1).padStart(2, '0')}`);

  const answers = await Promise.all(
    [1, 2, 3].map((value) => send(service, 'csv', csv(...(value % 2 ? days : days.toReversed()).map((day) => counted(day, value))))),
  );

  const receipts = answers.map((answer) => answer.json()).toSorted((a, b) => (a.recordedAt! < b.recordedAt! ? -1 : 1));
  expect(receipts.map(({ accepted, revised }) => [accepted, revised])).toEqual([
    [28, 0],
    [0, 28],
    [0, 28],
  ]);
  const summary = await service
    .as('demo-admin')
    .call(summarizeVolumes, { query: { from: '2024-02-01', to: '2024-02-28', measure: ['e-channels.clients-served'] } });
  const last = (await service.as('demo-admin').call(listBatchEntries, { params: { batchId: receipts[2]!.batchId! } })).json().items[0]!;
  expect(summary.json().rows.map(({ value }) => value)).toEqual([28 * last.value]);
});
