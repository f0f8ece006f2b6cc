import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Answer, type RunningSuite, type Sending, startSuite, untilAnswered } from './suite.ts';

let suite: RunningSuite;
let siteIds: string[];
beforeAll(async () => {
  suite = await startSuite({ LOAD: 'reported' });
  const { items }: { items: { siteId: string }[] } = (await suite.request('GET', '/v1/sites?asOf=2024-02-06&state=open&limit=500')).json as never;
  siteIds = items.map(({ siteId }) => siteId);
}, 120_000);
afterAll(async () => {
  await suite[Symbol.asyncDispose]();
}, 60_000);

const SITES = 500;
const DAYS = 400;
const ROWS = SITES * DAYS;

/** A long batch: a count of each site on so many days from the first. */
interface Batch {
  readonly batchId: string;
  readonly first: string;
}
const dayOf = ({ first }: Batch, index: number): string => Temporal.PlainDate.from(first).add({ days: index }).toString();
const valueOf = (day: number, site: number): number => (day * SITES + site) % 300;
const sum = (values: Iterable<number>): number => [...values].reduce((all, value) => all + value, 0);
const TOTAL = sum(Array.from({ length: ROWS }, (_, index) => index % 300));

/** The body, day after day; the second half waits for `rest`. */
function linesOf(batch: Batch, rest: Promise<void> = Promise.resolve()): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let index = 0;
  return new ReadableStream({
    pull: async (controller) => {
      if (index === DAYS / 2) await rest;
      if (index === DAYS) return controller.close();
      const day = dayOf(batch, index);
      const entries = siteIds.map((siteId, site) => ({ measure: 'in-person.clients-served', siteId, from: day, to: day, value: valueOf(index, site) }));
      controller.enqueue(encoder.encode(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')));
      index += 1;
    },
  });
}

/** The days lie before the register knows the sites as open, so a reason comes with them. */
function send({ batchId, ...batch }: Batch, rest?: Promise<void>): Promise<Answer> {
  const query = new URLSearchParams({ batchId, document: 'Crash', sourceAsOf: '2024-02-06', quality: 'measured', override: 'Counted before the register' });
  const sending: Sending = {
    body: linesOf({ batchId, ...batch }, rest),
    headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': `key of ${batchId}` },
    patience: 60_000,
  };
  return suite.request('POST', `/v1/volumes/batches?${query.toString()}`, sending);
}

function sendUntilDone(batch: Batch): Promise<Answer> {
  return untilAnswered(() => send(batch));
}

function get(path: string): Promise<Answer> {
  return untilAnswered(() => suite.request('GET', path));
}

async function untilState({ batchId }: Batch, state: 'receiving' | 'storing'): Promise<void> {
  for (let attempt = 0; attempt < 3000; attempt += 1) {
    const { json } = await get(`/v1/volumes/batches/${batchId}`);
    if (json.state === state && Number(json.received) > 0) return;
    if (json.state === 'recorded') throw new Error(`${batchId} was recorded before it could be killed`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${batchId} is never ${state}`);
}

async function totalOf(batch: Batch): Promise<number | undefined> {
  const path = `/v1/volumes/summary?measure=in-person.clients-served&from=${batch.first}&to=${dayOf(batch, DAYS - 1)}`;
  const { rows }: { rows: { value: number }[] } = (await get(path)).json as never;
  return rows[0]?.value;
}

async function eventsOf({ batchId }: Batch): Promise<object[]> {
  const { items }: { items: { subject: string; data: object }[] } = (await get('/v1/volumes/changes?limit=500')).json as never;
  return items.filter(({ subject }) => subject === batchId).map(({ data }) => data);
}

test.each([
  { program: 'channel-volumes', state: 'receiving', first: '2008-01-01' },
  { program: 'channel-volumes', state: 'storing', first: '2010-01-01' },
  { program: 'postgres', state: 'receiving', first: '2012-01-01' },
  { program: 'postgres', state: 'storing', first: '2014-01-01' },
] as const)(
  `kill -9 of $program while a batch of ${ROWS} lines is $state leaves all or nothing, and the retry has one effect`,
  async ({ program, state, first }) => {
    const batch: Batch = { batchId: `CRASH-${program}-${state}`, first };
    const killed = Promise.withResolvers<void>();
    const sending = send(batch, state === 'receiving' ? killed.promise : undefined).catch(() => undefined);
    await untilState(batch, state);
    process.kill(suite.pidOf(program), 'SIGKILL');
    killed.resolve();
    const cut = await sending;

    const receipt = await get(`/v1/volumes/batches/${batch.batchId}`);
    const total = await totalOf(batch);
    const retry = await sendUntilDone(batch);
    const repeat = await sendUntilDone(batch);

    expect(cut?.status ?? 502).toBeGreaterThanOrEqual(500);
    expect([receipt.status, total]).toEqual(receipt.json.state === 'recorded' ? [200, TOTAL] : [expect.any(Number), undefined]);
    expect([retry.status, retry.json]).toMatchObject([201, { batchId: batch.batchId, received: ROWS, accepted: ROWS, revised: 0, unchanged: 0 }]);
    expect([repeat.text, repeat.headers.get('idempotent-replayed')]).toEqual([retry.text, 'true']);
    expect((await get(`/v1/volumes/batches/${batch.batchId}`)).json).toMatchObject({ state: 'recorded', accepted: ROWS });
    expect(await totalOf(batch)).toBe(TOTAL);
    // It numbers what is waiting first.
    expect((await get('/v1/volumes/changes/verification')).json).toMatchObject({ valid: true, firstInvalid: null });
    expect(await eventsOf(batch)).toMatchObject([{ accepted: ROWS }]);
  },
  120_000,
);
