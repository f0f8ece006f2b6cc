import type { Period } from '@csn/contracts';
import type { WorkingDays } from './working-days.ts';

/** What is known of a row. A reported total covers all days, also if other measures of the row are observed: it cannot be cut. */
export interface Known {
  readonly isReported: boolean;
  /** The first and the last day with observed data; null where a total is in the row. */
  readonly firstOn: string | null;
  readonly lastOn: string | null;
  /** Working days with observed data, of several measures the fewest. */
  readonly knownDays: number | null;
}
interface Calendar {
  readonly workingDays: WorkingDays;
  readonly today: string;
}
/** How much of a window is known: of its working days, those with data. */
export interface Coverage {
  readonly known: number;
  readonly open: number;
}

/** A missing day is forgiven from so many on: with fewer it is a third of the figure or more. */
const daysOfShortWeek = 4;
/** Of more days a twentieth is: gaps alone then feign no change above some five per cent. */
const forgiven = 1 / 20;

/**
 * Can what is known of two windows with working days be compared as it is? The one that is known less may lack few of the days that it would
 * have if it were known as well as the other.
 */
export function isAlike(one: Coverage, other: Coverage): boolean {
  const [less, more] = one.known * other.open < other.known * one.open ? [one, other] : [other, one];
  const expected = Math.floor((more.known * less.open) / more.open);
  return expected - less.known <= Math.max(expected * forgiven, expected < daysOfShortWeek ? 0 : 1);
}

/** The part of a window that is known: from its first to its last day with data. Closed days at either end are no gap. */
export function knownWindow({ firstOn, lastOn }: Pick<Known, 'firstOn' | 'lastOn'>, window: Period, calendar: Calendar): Period {
  if (firstOn === null || lastOn === null) return window;
  const { workingDays } = calendar;
  const { from, to } = upToToday(window, calendar);
  const [before, after] = [Temporal.PlainDate.from(firstOn).subtract({ days: 1 }), Temporal.PlainDate.from(lastOn).add({ days: 1 })];
  return {
    from: workingDays.countIn({ from, to: before.toString() }) ? firstOn : from,
    to: workingDays.countIn({ from: after.toString(), to }) ? lastOn : to,
  };
}

export function coverageOf(known: Known | undefined, window: Period, calendar: Calendar): Coverage {
  const open = calendar.workingDays.countIn(upToToday(window, calendar));
  return { known: known?.isReported ? open : (known?.knownDays ?? 0), open };
}

export function upToToday({ from, to }: Period, { today }: Calendar): Period {
  return { from, to: to < today ? to : today };
}
