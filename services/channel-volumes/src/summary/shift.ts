import type { Comparison, Period } from '@csn/contracts';
import { daysBetween, type TimeKey } from './windows.ts';

/** How far back the window lies that a row is compared with. */
export type Shift = Readonly<{ days: number }> | Readonly<{ months: number }>;

/** `period` is the whole row: a window that is cut to what is known lies as far back as the whole one. */
export function shiftOf(comparison: Comparison, period: Period, keys: readonly TimeKey[], isFiscalYear: boolean): Shift {
  const finest = keys[0];
  if (comparison === 'same-period-last-year') return finest === 'week' ? { days: 52 * 7 } : { months: 12 };
  if (finest === undefined) return isFiscalYear ? { months: 12 } : { days: daysBetween(period.from, period.to) + 1 };
  switch (finest) {
    case 'day':
      return { days: 1 };
    case 'week':
      return { days: 7 };
    case 'month':
      return { months: 1 };
    case 'fiscal-quarter':
      return { months: 3 };
    case 'fiscal-year':
      return { months: 12 };
  }
}

/** The same window of days further back; what ends with its month does so there too. Undefined before the calendar begins. */
export function shiftBack({ from, to }: Period, shift: Shift): Period | undefined {
  const start = Temporal.PlainDate.from(from).subtract(shift);
  const lastDay = Temporal.PlainDate.from(to);
  const end = lastDay.subtract(shift);
  if (start.year < 1) return undefined;
  return { from: start.toString(), to: ('months' in shift && lastDay.day === lastDay.daysInMonth ? end.with({ day: end.daysInMonth }) : end).toString() };
}

/**
 * The part of a window that is known: from its first to its last day with data. A weekend at either end, on which
 * nothing is counted, does not make it partial.
 */
export function knownPart(window: Period, extent: { first: string; last: string }): Period {
  return {
    from: isWeekend(window.from, extent.first) ? window.from : extent.first,
    to: isWeekend(nextDay(extent.last), nextDay(window.to)) ? window.to : extent.last,
  };
}

/** Are all days from one up to another, which is not one of them, Saturdays and Sundays? */
function isWeekend(from: string, until: string): boolean {
  if (daysBetween(from, until) > 2) return false;
  for (let day = Temporal.PlainDate.from(from); day.toString() < until; day = day.add({ days: 1 })) if (day.dayOfWeek < 6) return false;
  return true;
}

function nextDay(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString();
}

/** Offices are closed for at most so many days in a row: a long weekend. */
const longestClosing = 4;

/** Is a window known as a whole, so that it can be compared? */
export function isWhole(window: Period, extent: { first: string; last: string }): boolean {
  return daysBetween(window.from, extent.first) <= longestClosing && daysBetween(extent.last, window.to) <= longestClosing;
}
