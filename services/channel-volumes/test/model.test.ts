import {
  Comparison,
  type GroupKey,
  type Measure,
  measureIds,
  measures,
  type NewEntry,
  type Period,
  type QueryOf,
  type Region,
  recordBatch,
  summarizeVolumes,
  type SiteKind,
  type VolumeRow,
} from '@csn/contracts';
import { createKnownSites } from '@csn/service-kit';
import { quietLog, type TestClient } from '@csn/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { growingRegistry } from './growing-registry.ts';
import { startService } from './start.ts';
import { shiftBack, shiftOf } from '../src/summary/shift.ts';
import { timeKeysOf } from '../src/summary/windows.ts';
import {
  type Asked,
  cellOf,
  type ComparedRow,
  daysFrom,
  isOverlapped,
  lacksDays,
  type ModelRow,
  recordIn,
  type Revision,
  summarizeIn,
  workingDaysIn,
} from './summary-model.ts';

type Generated<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;

const runs = 20;
const stepsOfRun = 20;
/** Some of them are refused: the others are 10 000 and more. */
const questionsOfStep = 27;

const calendar = daysFrom('2022-02-15', '2022-07-10');
const day = fc.nat(calendar.length - 1).map((index) => calendar[index]!);
const range = fc.tuple(day, day).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));
const period = fc.oneof(
  range,
  fc.constantFrom(
    { from: '2022-03-01', to: '2022-03-31' },
    { from: '2022-04-01', to: '2022-06-30' },
    { from: '2022-05-01', to: '2022-05-31' },
    { from: '2021-04-01', to: '2022-03-31' },
    { from: '2022-04-18', to: '2022-04-24' },
  ),
);
const siteIds = ['SITE-A', 'SITE-B', 'SITE-C', 'SITE-D'] as const;
const places = [
  { region: 'ontario', province: 'ON', kind: 'service-canada-centre' },
  { region: 'ontario', province: 'ON', kind: 'consolidated-centre' },
  { region: 'quebec', province: 'QC', kind: 'service-canada-centre' },
  { region: 'atlantic', province: 'NL', kind: 'scheduled-outreach' },
  { region: 'western-territories', province: 'MB', kind: 'service-canada-centre' },
] as const;
const siteKinds = ['service-canada-centre', 'consolidated-centre', 'scheduled-outreach'] as const satisfies readonly SiteKind[];
const regions = ['ontario', 'quebec', 'atlantic', 'western-territories'] as const;
const counted = ['in-person.clients-served', 'e-channels.clients-served', 'service-canada-online.clients-served', 'esin.applications-completed'] as const;

/** Days in a row of a site, or of a measure that has none. */
const observedDays = fc
  .record({
    place: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...siteIds) }, { weight: 1, arbitrary: fc.constantFrom(...counted.slice(1)) }),
    start: fc.nat(calendar.length - 1),
    length: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 8 }) }, { weight: 1, arbitrary: fc.integer({ min: 20, max: 70 }) }),
    value: fc.oneof({ weight: 9, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.constant(Number.MAX_SAFE_INTEGER) }),
    step: fc.nat(3),
  })
  .map(({ place, start, length, value, step }) =>
    calendar.slice(start, start + length).map((on, index): NewEntry => {
      const count = { from: on, to: on, value: Math.max(0, value - step * index) };
      return isSite(place) ? { measure: 'in-person.clients-served', siteId: place, ...count } : { measure: place as Measure, ...count };
    }),
  );
const reportedTotal = fc
  .record({ measure: fc.constantFrom(...counted), region: fc.option(fc.constantFrom(...regions), { nil: undefined }), period, value: fc.nat(5000) })
  .map(({ measure, region, period: { from, to }, value }): NewEntry[] => [{ measure, ...(region && { region }), from, to, value }]);
const batch = fc.record({
  kind: fc.constant('batch' as const),
  quality: fc.constantFrom('measured' as const, 'illustrative' as const, 'reported' as const),
  entries: fc
    .array(fc.oneof({ weight: 3, arbitrary: observedDays }, { weight: 1, arbitrary: reportedTotal }), { minLength: 1, maxLength: 4 })
    .map((parts) => [...new Map(parts.flat().map((entry) => [cellOf(entry), entry])).values()]),
  /** Ask while it is being written. */
  isAskedAtOnce: fc.boolean(),
});
/** The register learns that a site is another place or kind from a day on, mostly long ago. */
const move = fc.record({
  kind: fc.constant('move' as const),
  siteId: fc.constantFrom(...siteIds),
  effectiveOn: fc.oneof(day, fc.constantFrom('2022-05-01', '2020-01-01')),
  place: fc.constantFrom(...places),
});
type Move = Generated<typeof move>;
const some = <Value>(share: number, ...values: readonly Value[]) => fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined, freq: share });
const question = fc
  .record({
    period,
    groupBy: fc.shuffledSubarray<GroupKey>(['measure', 'region', 'province', 'site-kind', 'site', 'day', 'week', 'month', 'fiscal-quarter', 'fiscal-year'], {
      maxLength: 5,
    }),
    measure: some<Measure>(3, ...counted),
    region: some<Region>(2, ...regions),
    siteId: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.subarray([...siteIds], { minLength: 1 }) }),
    siteKind: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.subarray([...siteKinds], { minLength: 1 }) }),
    quality: some(2, 'measured' as const, 'illustrative' as const, 'reported' as const),
    as: fc.constantFrom<TestClient>('demo-admin', 'demo-reader', 'demo-atlantic'),
    /** As known so many batches ago; undefined: now. */
    ago: fc.option(fc.nat(5), { nil: undefined, freq: 2 }),
    compareTo: fc.oneof({ weight: 19, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...Comparison.options) }),
    limit: fc.constantFrom(500, 500, 500, 150),
    /** Leave what would be refused as it is. */
    isRaw: fc.nat(20).map((one) => one === 0),
  })
  .map((asked) => (asked.isRaw ? asked : answerable(asked)));
type Question = Generated<typeof question>;
const step = fc.record({
  write: fc.oneof({ weight: 3, arbitrary: batch }, { weight: 1, arbitrary: move }),
  questions: fc.array(question, { minLength: questionsOfStep, maxLength: questionsOfStep }),
});

test('whatever batches come, however sites move and whatever is asked, a summary is what all rows add up to', async () => {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: stepsOfRun, maxLength: stepsOfRun }), async (steps) => {
      asked += await play(steps);
    }),
    { numRuns: runs, interruptAfterTimeLimit: 580_000, markInterruptAsFailure: true },
  );

  expect(asked).toBeGreaterThanOrEqual(10_000);
}, 600_000);

/** Writes and asks against a new database; the number of questions whose answer was as expected. */
async function play(steps: readonly Generated<typeof step>[]): Promise<number> {
  const registry = growingRegistry();
  for (const siteId of siteIds) registry.tell({ siteId, effectiveOn: '2020-01-01', ...places[0] });
  await using service = await startService({ others: registry });
  const sites = createKnownSites({ db: service.database.db, client: registry, log: quietLog });
  await sites.follower.catchUp();
  const admin = service.as('demo-admin');
  const ledger: Revision[] = [];
  const instants: string[] = [];

  async function write(entries: NewEntry[], quality: Revision['quality']): Promise<void> {
    const number = instants.length + 1;
    const answer = await admin.call(recordBatch, { body: { source: { document: `Batch ${number}`, asOf: '2023-01-01', quality }, entries } });
    expect(answer.status).toBe(201);
    instants.push(answer.json().recordedAt!);
    expect(answer.json()).toMatchObject(recordIn(ledger, entries, number, quality));
  }

  /** Asks, and gives what holds the answer against the model; undefined where there is none to expect. */
  async function ask(asked: Question): Promise<(() => void) | undefined> {
    const knownAt = asked.ago === undefined ? undefined : (instants[instants.length - 1 - asked.ago] ?? '2021-01-01T00:00:00Z');
    const query: QueryOf<typeof summarizeVolumes> = {
      ...asked.period,
      limit: asked.compareTo ? 500 : asked.limit,
      ...(asked.groupBy.length && { groupBy: asked.groupBy }),
      ...Object.fromEntries((['measure', 'region', 'siteId', 'siteKind', 'quality'] as const).flatMap((name) => (asked[name] ? [[name, asked[name]]] : []))),
      ...(knownAt && { knownAt }),
      ...(asked.compareTo && { compareTo: asked.compareTo }),
    };
    const model = modelOf(asked);
    const first = await service.as(asked.as).call(summarizeVolumes, { query });
    if (!model) return void expect([403, 422]).toContain(first.status);
    const batchesKnown = (at: string): number => instants.filter((instant) => Temporal.Instant.compare(instant, at) <= 0).length;
    if (asked.compareTo && first.status === 422) {
      expect(first.problem().code).toBe('periods-differ');
      // A batch that was being written was known or not.
      const before = knownAt === undefined ? instants.length : batchesKnown(knownAt);
      return () => {
        const after = knownAt === undefined ? instants.length : before;
        expect([...new Set([before, after])].map((batches) => compareIn(model, asked.compareTo!, batches).includes('periods-differ'))).toContain(true);
      };
    }
    expect(first.status).toBe(200);
    const rows = rowsIn(first.text);
    for (let { nextCursor } = first.json(); nextCursor !== null && rows.length < 500;) {
      const next = await service.as(asked.as).call(summarizeVolumes, { query: { ...query, cursor: nextCursor } });
      rows.push(...rowsIn(next.text));
      nextCursor = next.json().nextCursor;
    }
    return () => {
      const batches = batchesKnown(first.json().knownAt);
      const expected = summarizeIn(ledger, registry.placeOn, model, batches).slice(0, Math.max(rows.length, 500));
      expect(rows.map(({ change: _change, ...row }) => row)).toEqual(expected.map(asAnswered));
      if (asked.compareTo) expect(rows.map(({ change }) => change)).toEqual(compareIn(model, asked.compareTo, batches));
    };
  }

  /** What each row of an answer is compared with, or that it cannot be. */
  function compareIn(asked: Asked, comparison: Comparison, batches: number): (Change | 'periods-differ')[] {
    const summarized = new Map<string, ComparedRow[]>();
    const rowsOf = ({ from, to }: Period): ComparedRow[] => {
      const found = summarized.get(`${from} ${to}`) ?? summarizeIn(ledger, registry.placeOn, { ...asked, from, to, groupBy: placeKeys }, batches);
      summarized.set(`${from} ${to}`, found);
      return found;
    };
    const keys = timeKeysOf(asked.groupBy);
    const placeKeys = asked.groupBy.filter((key) => ['measure', 'region', 'province', 'site-kind', 'site'].includes(key));
    return summarizeIn(ledger, registry.placeOn, asked, batches)
      .slice(0, 500)
      .map((row) => {
        const { from, to } = shiftBack(row.knownPart, shiftOf(comparison, row.window, keys, false));
        const there = rowsOf({ from, to });
        const previous = there.find((one) => ['measure', 'region', 'province', 'siteKind', 'siteId'].every((member) => one.keys[member] === row.keys[member]));
        const isClosed = !workingDaysIn(row.knownPart).length || !workingDaysIn({ from, to }).length;
        const ofMeasures = asked.groupBy.includes('measure') ? row.measures : asked.measures;
        const isTold = there.some((one) => one.measures.some((measure) => ofMeasures.includes(measure)));
        const differs = previous
          ? previous.measures.join() !== row.measures.join() || lacksDays({ ...row, workingDays: workingDaysIn(row.knownPart).length }, previous)
          : !isTold && isOverlapped(ledger, { from, to }, asked, ofMeasures, batches);
        if (!isClosed && differs) return 'periods-differ';
        return { previous: previous?.value ?? null, basis: previous ? basisOf(previous) : null, from, to };
      });
  }

  let answered = 0;
  for (const { write: change, questions } of steps) {
    const writing = change.kind === 'batch' ? write(change.entries, change.quality) : tell(change);
    if (change.kind === 'move' || !change.isAskedAtOnce) await writing;
    const checks = await Promise.all(questions.map(ask));
    await writing;
    for (const check of checks) {
      check?.();
      answered += Number(check !== undefined);
    }
  }
  return answered;

  async function tell({ siteId, effectiveOn, place }: Move): Promise<void> {
    registry.tell({ siteId, effectiveOn, ...place });
    await sites.follower.catchUp();
  }
}

/** Mostly what is asked should have an answer: counts of one unit, and of the caller's own region. */
function answerable<
  Raw extends { groupBy: readonly GroupKey[]; measure: readonly Measure[] | undefined; region: readonly Region[] | undefined; as: TestClient },
>(asked: Raw): Raw {
  const isOfOneUnit =
    asked.groupBy.includes('measure') || asked.measure?.every((measure) => measures[measure].unit === 'clients') || asked.measure?.length === 1;
  return {
    ...asked,
    ...(!isOfOneUnit && { measure: counted.filter((measure) => measures[measure].unit === 'clients' && asked.measure?.includes(measure) !== false) }),
    ...(asked.as === 'demo-atlantic' && asked.region && { region: ['atlantic'] }),
  };
}

/** Undefined where the question has no answer: another region's caller, or units that cannot be added up. */
function modelOf(asked: Question): Asked | undefined {
  const ownRegion = asked.as === 'demo-atlantic' ? 'atlantic' : undefined;
  if (ownRegion && asked.region?.some((region) => region !== ownRegion)) return undefined;
  const named = asked.measure ?? measureIds;
  const chosen = asked.siteId || asked.siteKind ? named.filter((measure) => measures[measure].hasSites) : named;
  if (!asked.groupBy.includes('measure') && new Set(chosen.map((measure) => measures[measure].unit)).size > 1) return undefined;
  return {
    ...asked.period,
    groupBy: asked.groupBy,
    measures: chosen,
    regions: asked.region,
    siteIds: asked.siteId,
    siteKinds: asked.siteKind,
    qualities: asked.quality,
    ownRegion,
  };
}

interface Change {
  readonly previous: bigint | null;
  readonly basis: VolumeRow['basis'] | null;
  readonly from: string;
  readonly to: string;
}
type RowAsText = Omit<VolumeRow, 'value' | 'reported' | 'observed' | 'change'> & {
  readonly value: string;
  readonly reported: string | null;
  readonly observed: string | null;
  readonly change?: Omit<Change, 'previous'> & { readonly previous: string | null };
};

/** The rows of an answer as the model has them. */
function rowsIn(text: string): (ModelRow & { readonly change: Change | undefined })[] {
  // Sums can be larger than a number holds, so they are read as their digits.
  const { rows } = JSON.parse(text.replaceAll(/"(value|reported|observed|previous)":(\d+)/g, '"$1":"$2"')) as { rows: RowAsText[] };
  return rows.map(({ measure, unit: _unit, value, basis, reported, observed, days, perDay, complete, source, notes, change, ...keys }) => {
    expect({ basis, perDay }).toEqual({ basis: reported === null ? 'observed' : 'reported', perDay: Number(value) / days });
    return {
      keys: { measure, ...keys },
      value: BigInt(value),
      reported: digits(reported),
      observed: digits(observed),
      days,
      complete,
      newestBatch: Number(source.document.slice('Batch '.length)),
      notes: notes.map(({ code }) => code),
      change: change && { previous: digits(change.previous), basis: change.basis, from: change.from, to: change.to },
    };
  });
}

function digits(value: string | null): bigint | null {
  return value === null ? null : BigInt(value);
}

function basisOf({ reported }: ModelRow): VolumeRow['basis'] {
  return reported === null ? 'observed' : 'reported';
}

/** A row without what only the comparison asks about. */
function asAnswered({
  measures: _measures,
  window: _window,
  knownPart: _knownPart,
  knownDays: _knownDays,
  workingDays: _workingDays,
  ...row
}: ComparedRow): ModelRow {
  return row;
}

function isSite(place: string): place is (typeof siteIds)[number] {
  return siteIds.some((siteId) => siteId === place);
}
