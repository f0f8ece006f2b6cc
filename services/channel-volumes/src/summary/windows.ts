import { fiscalQuarterOf, fiscalYearOf, type GroupKey, type Period } from '@csn/contracts';

const timeKeys = ['day', 'week', 'month', 'fiscal-quarter', 'fiscal-year'] as const;
export type TimeKey = (typeof timeKeys)[number];

/** Days that make one row: a period that was asked for, or its part in one month, week and so on. */
export interface Window extends Period {
  /** Calendar days, up to today. */
  readonly days: number;
}

export function timeKeysOf(groupBy: readonly GroupKey[]): TimeKey[] {
  return timeKeys.filter((key) => groupBy.includes(key));
}

/** The windows of a period, finest first: each ends where any of the keys changes. What lies after today has no data, so no window. */
export function windowsOf(period: Period, keys: readonly TimeKey[], today: string): Window[] {
  if (period.from > today) return [];
  if (!keys.length) return [windowOf(period.from, period.to, today)];
  const windows: Window[] = [];
  // Where each day is a row, the other keys cut nothing more.
  const cutting = keys.includes('day') ? (['day'] as const) : keys;
  const end = Temporal.PlainDate.from(period.to);
  const last = Temporal.PlainDate.from(today);
  for (let start = Temporal.PlainDate.from(period.from); Temporal.PlainDate.compare(start, end) <= 0 && Temporal.PlainDate.compare(start, last) <= 0;) {
    const next = cutting.map((key) => startOfNext(start, key)).reduce((a, b) => (Temporal.PlainDate.compare(a, b) <= 0 ? a : b));
    const lastDay = next.subtract({ days: 1 });
    windows.push(windowOf(start.toString(), (Temporal.PlainDate.compare(lastDay, end) < 0 ? lastDay : end).toString(), today));
    start = next;
  }
  return windows;
}

export function windowOf(from: string, to: string, today: string): Window {
  return { from, to, days: from === to ? 1 : daysBetween(from, to < today ? to : today) + 1 };
}

export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;
}

/** What a row says of its time, for each key that it is grouped by. */
export function timeLabels(
  window: Period,
  keys: readonly TimeKey[],
): { day?: string; week?: string; month?: string; fiscalQuarter?: string; fiscalYear?: string } {
  const { from } = window;
  return {
    ...(keys.includes('day') && { day: from }),
    ...(keys.includes('week') && { week: weekOf(from) }),
    ...(keys.includes('month') && { month: from.slice(0, 7) }),
    ...(keys.includes('fiscal-quarter') && { fiscalQuarter: fiscalQuarterOf(from) }),
    ...(keys.includes('fiscal-year') && { fiscalYear: fiscalYearOf(from) }),
  };
}

/** ISO 8601: weeks begin on Monday, and the first has the year’s first Thursday. */
function weekOf(day: string): string {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(day);
  return `${String(yearOfWeek).padStart(4, '0')}-W${String(weekOfYear).padStart(2, '0')}`;
}

function startOfNext(day: Temporal.PlainDate, key: TimeKey): Temporal.PlainDate {
  if (key === 'day') return day.add({ days: 1 });
  if (key === 'week') return day.add({ days: 8 - day.dayOfWeek });
  const monthStart = day.with({ day: 1 });
  switch (key) {
    case 'month':
      return monthStart.add({ months: 1 });
    case 'fiscal-quarter':
      return monthStart.add({ months: 3 - ((day.month - 1) % 3) });
    case 'fiscal-year':
      return monthStart.add({ months: 12 - ((day.month + 8) % 12) });
  }
}

/** A part of a period as it is read: a whole month from its total, days from the totals of days, or counts one by one. */
export interface Part extends Period {
  readonly kind: 'month' | 'days' | 'counts';
}

/** The parts of a period in their order; none is of two months. */
export function partsOf({ from, to }: Period, isTotalled: (month: string) => boolean): Part[] {
  const parts: Part[] = [];
  for (let start = from; start <= to;) {
    const month = `${start.slice(0, 8)}01`;
    if (start !== month && to.startsWith(start.slice(0, 8))) {
      // Thousands of single days are such parts.
      parts.push({ kind: isTotalled(month) ? 'days' : 'counts', from: start, to });
      break;
    }
    const next = Temporal.PlainDate.from(month).add({ months: 1 });
    const lastDay = next.subtract({ days: 1 }).toString();
    const isWhole = start === month && lastDay <= to;
    parts.push({ kind: !isTotalled(month) ? 'counts' : isWhole ? 'month' : 'days', from: start, to: lastDay < to ? lastDay : to });
    start = next.toString();
  }
  return parts;
}
