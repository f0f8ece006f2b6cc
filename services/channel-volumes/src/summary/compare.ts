import type { Comparison, Period, VolumeRow } from '@csn/contracts';
import { Problem, type Queryable } from '@csn/service-kit';
import { exact } from './exact.ts';
import { type Figure, findExtents, findOverlappingTotals, inWindow, listFigures, type Question } from './queries.ts';
import { isWhole, knownPart, shiftBack, shiftOf } from './shift.ts';
import { timeKeysOf, type Window, windowOf } from './windows.ts';

type Change = NonNullable<VolumeRow['change']>;

/**
 * The change of each row against the same window of days further back.
 * @throws Problem periods-differ where only a part of that window is known
 */
export async function changesOf(
  db: Queryable,
  question: Question,
  asked: { readonly windows: readonly Window[]; readonly comparison: Comparison; readonly isFiscalYear: boolean },
  figures: readonly Figure[],
): Promise<Change[]> {
  const before = await windowsBefore(db, question, asked, figures);
  const windows = [...new Map(before.map((window) => [keyOfPeriod(window), window])).values()];
  const place = new Map(windows.map((window, index) => [keyOfPeriod(window), index + 1]));
  const [previous, extents, overlaps] = [
    await listFigures(db, question, windows),
    await findExtents(db, question, windows),
    await findOverlappingTotals(db, question, windows),
  ];
  const byKey = new Map(previous.map((figure) => [keyOf(figure, figure.idx), figure]));

  return figures.map((figure, index) => {
    const window = before[index]!;
    const idx = place.get(keyOfPeriod(window))!;
    const earlier = byKey.get(keyOf(figure, idx));
    const extent = extents.get(inWindow(idx, figure.measure));
    const isCovered = earlier?.isReported || (extent ? isWhole(window, extent) : !overlaps.has(inWindow(idx, figure.measure)));
    if (!isCovered) throw periodsDiffer(window);
    return changeOf(figure, earlier, window);
  });
}

/** For each row the window before it, cut to what is known of the row; of a reported total that is all. */
async function windowsBefore(
  db: Queryable,
  question: Question,
  { windows, comparison, isFiscalYear }: Parameters<typeof changesOf>[2],
  figures: readonly Figure[],
): Promise<Window[]> {
  const extents = await findExtents(db, question, windows);
  const keys = timeKeysOf(question.groupBy);
  return figures.map((figure) => {
    const window = windows[figure.idx - 1]!;
    const running = { from: window.from, to: window.to < question.today ? window.to : question.today };
    const extent = extents.get(inWindow(figure.idx, figure.measure));
    const known = figure.isReported || !extent ? window : knownPart(running, extent);
    const earlier = shiftBack(known, shiftOf(comparison, window, keys, isFiscalYear));
    if (!earlier) throw periodsDiffer(known);
    return windowOf(earlier.from, earlier.to, question.today);
  });
}

function changeOf(figure: Figure, earlier: Figure | undefined, { from, to }: Period): Change {
  if (!earlier) return { previous: null, absolute: null, percent: null, from, to };
  const [now, then] = [BigInt(figure.value), BigInt(earlier.value)];
  return { previous: exact(then), absolute: exact(now - then), percent: then === 0n ? null : (Number(now - then) / Number(then)) * 100, from, to };
}

function keyOf(figure: Figure, idx: number): string {
  return JSON.stringify([idx, figure.measure, figure.region, figure.province, figure.siteKind, figure.siteId]);
}

function keyOfPeriod({ from, to }: Period): string {
  return `${from} ${to}`;
}

function periodsDiffer({ from, to }: Period): Problem {
  return new Problem('periods-differ', { values: { from, to } });
}
