import type { Period } from '@csn/contracts';

/** How a day is judged; see docs/decisions/0008-anomalies.md. */
export const method = {
  /** So many spreads from the median stand out. */
  threshold: 6,
  /** Makes the median distance of normally spread values their standard deviation. */
  madScale: 1.4826,
  /** Fewer days of a weekday judge nothing. */
  fewestDays: 5,
} as const;

export interface Pattern {
  readonly median: number;
  /** The median distance from the median. */
  readonly mad: number;
}

/** The usual spread of counts: never less than chance alone gives them (a Poisson count of mean m has the deviation √m). */
export function spreadOf({ median, mad }: Pattern): number {
  return Math.max(1, Math.sqrt(median), method.madScale * mad);
}

/** The whole numbers that do not stand out; on a holiday nothing is too low. */
export function expectedRange(pattern: Pattern, isHoliday: boolean): { low: number; high: number } {
  const reach = method.threshold * spreadOf(pattern);
  return { low: isHoliday ? 0 : Math.max(0, Math.ceil(pattern.median - reach)), high: Math.floor(pattern.median + reach) };
}

/** Weeks are taken by fours, from a Monday on: each weekday comes four times in them. */
export const firstMonday = '2000-01-03';
export const fourWeeks = 28;

/** The days by which those of a period are judged: their own four weeks, the four before and the four after. */
export function referencePeriod({ from, to }: Period): Period {
  const start = Temporal.PlainDate.from(firstMonday);
  const edge = (day: string, blocks: number): Temporal.PlainDate => start.add({ days: (Math.floor(start.until(day).days / fourWeeks) + blocks) * fourWeeks });
  const [first, last] = [edge(from, -1), edge(to, 2).subtract({ days: 1 })];
  // The days that the contracts and the database have.
  return { from: first.year < 1 ? '0001-01-01' : first.toString(), to: last.year > 9999 ? '9999-12-31' : last.toString() };
}
