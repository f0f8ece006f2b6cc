import { type Measure, measures, type NewEntry, type SiteKind } from '@csn/contracts';
import { apportion } from './apportion.ts';
import type { DayParameters, Total } from './data-files.ts';

/** A site on the days on which it was open and of one kind. */
export interface OpenSpan {
  readonly siteId: string;
  readonly kind: SiteKind;
  readonly from: string;
  /** The first day after. */
  readonly until: string;
  /** On which weekdays it has hours, Monday 1; none: not known. */
  readonly weekdays: readonly number[];
}

/** Days whose counts add up to the total, by site where the measure has sites. The same for the same parameters, always. */
export function daysOf(total: Total, parameters: DayParameters, spans: readonly OpenSpan[]): NewEntry[] {
  const { measure } = total;
  const days = calendarOf(total, parameters, measure);
  const cells = measures[measure].hasSites
    ? siteDays(days, parameters, spans)
    : days.map(({ day, weight }) => ({ day, weight: weight * varied(`${measure} ${day}`, 12), siteId: undefined }));
  const values = apportion(
    total.value,
    cells.map(({ weight }) => weight),
  );
  return cells.map(({ day, siteId }, index) => ({ measure, ...(siteId !== undefined && { siteId }), from: day, to: day, value: values[index]! }));
}

interface WeighedDay {
  readonly day: string;
  /** 1 is Monday. */
  readonly weekday: number;
  readonly weight: number;
}

/** The days on which a measure is counted, with the weights of weekday and month. */
function calendarOf(total: Total, parameters: DayParameters, measure: Measure): WeighedDay[] {
  const { weekdayWeights, isClosedOnHolidays } = parameters.measures[measure];
  const closed = new Set(isClosedOnHolidays ? parameters.closedDays : []);
  const days: WeighedDay[] = [];
  for (let date = Temporal.PlainDate.from(total.from); date.toString() <= total.to; date = date.add({ days: 1 })) {
    const weight = weekdayWeights[date.dayOfWeek - 1]! * parameters.monthWeights[date.month - 1]!;
    if (weight && !closed.has(date.toString())) days.push({ day: date.toString(), weekday: date.dayOfWeek, weight });
  }
  return days;
}

function siteDays(days: readonly WeighedDay[], { siteKinds }: DayParameters, spans: readonly OpenSpan[]) {
  return spans.flatMap(({ siteId, kind, from, until, weekdays }) => {
    const pattern = siteKinds[kind];
    if (!pattern) return [];
    const size = pattern.weight * varied(siteId, 45);
    // A site that is visited once or twice a week has its own weekdays: those of its hours, where the register has them.
    const firstVisit = hashOf(siteId) % 5;
    const isVisited = (weekday: number): boolean => (weekdays.length ? weekdays.includes(weekday) : (weekday - 1 + 5 - firstVisit) % 5 < pattern.visitsAWeek);
    return days
      .filter(({ day, weekday }) => day >= from && day < until && isVisited(weekday))
      .map(({ day, weight }) => ({ siteId, day, weight: Math.round((size * weight * varied(`${siteId} ${day}`, 18)) / 10_000) }));
  });
}

/** 100, more or less by up to so many: looks like chance and is always the same for the same text. */
function varied(text: string, spread: number): number {
  return 100 - spread + (hashOf(text) % (2 * spread + 1));
}

/** FNV-1a with a last mixing, so that texts which differ in their last digit alone do not give neighbours. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
