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

/** The same window of days further back; what ends with its month does so there too. */
export function shiftBack({ from, to }: Period, shift: Shift): Period {
  const lastDay = Temporal.PlainDate.from(to);
  const end = lastDay.subtract(shift);
  return {
    from: Temporal.PlainDate.from(from).subtract(shift).toString(),
    to: ('months' in shift && lastDay.day === lastDay.daysInMonth ? end.with({ day: end.daysInMonth }) : end).toString(),
  };
}
