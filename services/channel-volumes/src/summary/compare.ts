import { type Comparison, formatDay, type Period, type VolumeRow } from '@csn/contracts';
import { Problem, type Queryable } from '@csn/service-kit';
import { type Coverage, coverageOf, isAlike, knownWindow } from './coverage.ts';
import { exact } from './exact.ts';
import { type Figure, findOverlappingTotals, inWindow, listFigures, type Question } from './queries.ts';
import { shiftBack, shiftOf } from './shift.ts';
import { timeKeysOf, type Window, windowOf } from './windows.ts';

type Change = NonNullable<VolumeRow['change']>;

/**
 * The change of each row against the same window of days further back.
 * @throws Problem periods-differ where more is known of one window than of the other
 */
export async function changesOf(
  db: Queryable,
  question: Question,
  { windows, comparison, isFiscalYear }: { readonly windows: readonly Window[]; readonly comparison: Comparison; readonly isFiscalYear: boolean },
  figures: readonly Figure[],
): Promise<Change[]> {
  const keys = timeKeysOf(question.groupBy);
  const pairs = figures.map((figure) => {
    const whole = windows[figure.idx - 1]!;
    const known = knownWindow(figure, whole, question);
    const { from, to } = shiftBack(known, shiftOf(comparison, whole, keys, isFiscalYear));
    // Before the calendar begins.
    if (from < '0001') throw periodsDiffer(sideOf(figure, known, question), { window: { from, to }, coverage: { known: 0, open: 0 } });
    return { figure, known, before: windowOf(from, to, question.today) };
  });
  const earlier = await findEarlier(
    db,
    question,
    pairs.map(({ before }) => before),
  );

  return pairs.map(({ figure, known, before }) => {
    const previous = earlier.figureOf(figure, before);
    const sides = [sideOf(figure, known, question), sideOf(previous, before, question)] as const;
    const isClosed = sides.some(({ coverage }) => !coverage.open);
    const isComparable = isClosed || (previous ? isLike(figure, previous, sides) : !earlier.hidesTotal(figure, before));
    if (!isComparable) throw periodsDiffer(...sides);
    return changeOf(figure, previous, before);
  });
}

interface Earlier {
  figureOf(figure: Figure, window: Period): Figure | undefined;
  /** Is nothing known of a window but a total that does not cover exactly it, and cannot be cut? */
  hidesTotal(figure: Figure, window: Period): boolean;
}

async function findEarlier(db: Queryable, question: Question, asked: readonly Window[]): Promise<Earlier> {
  const windows = [...new Map(asked.map((window) => [keyOfPeriod(window), window])).values()];
  const places = new Map(windows.map((window, index) => [keyOfPeriod(window), index + 1]));
  const figures = await listFigures(db, question, windows);
  const overlapped = await findOverlappingTotals(db, question, windows);
  const byKey = new Map(figures.map((figure) => [keyOf(figure), figure]));
  const told = new Set(figures.map(inWindow));
  const within = (figure: Figure, window: Period): Figure => ({ ...figure, idx: places.get(keyOfPeriod(window))! });
  return {
    figureOf: (figure, window) => byKey.get(keyOf(within(figure, window))),
    hidesTotal: (figure, window) => {
      const key = inWindow(within(figure, window));
      return overlapped.has(key) && !told.has(key);
    },
  };
}

interface Side {
  readonly window: Period;
  readonly coverage: Coverage;
}

function sideOf(figure: Figure | undefined, window: Period, question: Question): Side {
  return { window, coverage: coverageOf(figure, window, question) };
}

/** A sum of measures without one of them is a partial one too. */
function isLike(figure: Figure, previous: Figure, [now, before]: readonly [Side, Side]): boolean {
  return figure.measures.join() === previous.measures.join() && isAlike(now.coverage, before.coverage);
}

function changeOf(figure: Figure, earlier: Figure | undefined, { from, to }: Period): Change {
  if (!earlier) return { previous: null, absolute: null, percent: null, from, to, basis: null, source: null };
  const [now, then] = [BigInt(figure.value), BigInt(earlier.value)];
  return {
    previous: exact(then),
    absolute: exact(now - then),
    percent: then === 0n ? null : (Number(now - then) / Number(then)) * 100,
    from,
    to,
    basis: earlier.isReported ? 'reported' : 'observed',
    source: earlier.source,
  };
}

function keyOf({ idx, measure, region, province, siteKind, siteId }: Figure): string {
  return JSON.stringify([idx, measure, region, province, siteKind, siteId]);
}

function keyOfPeriod({ from, to }: Period): string {
  return `${from} ${to}`;
}

function periodsDiffer(now: Side, before: Side): Problem {
  const values = {
    from: formatDay(now.window.from),
    to: formatDay(now.window.to),
    known: now.coverage.known,
    open: now.coverage.open,
    earlierFrom: formatDay(before.window.from),
    earlierTo: formatDay(before.window.to),
    earlierKnown: before.coverage.known,
    earlierOpen: before.coverage.open,
  };
  return new Problem('periods-differ', { values });
}
