/** Where "now" and "today" come from; tests pass one that stands still. */
export interface Clock {
  /** The present instant, in UTC. */
  now(): Temporal.Instant;
  /** The present instant as answers write it: with three decimals, so that texts sort as their instants do. */
  timestamp(): string;
  /** Today's calendar day where the time zone is; nationally, in Toronto. */
  today(timeZone?: string): string;
}

/** Days of the whole network are counted in this zone. */
export const nationalTimeZone = 'America/Toronto';

/** The zone in which a day begins first in Canada. */
export const easternmostTimeZone = 'America/St_Johns';

/** Days by time zone, worked out once a second: a conversion costs as much as a small query's text. */
const days = new Map<string, string>();
let daysAt = 0;

export const systemClock: Clock = {
  now: () => Temporal.Now.instant(),
  timestamp: () => new Date().toISOString(),
  today: (timeZone = nationalTimeZone) => {
    const second = Math.floor(Date.now() / 1000);
    if (second !== daysAt) {
      days.clear();
      daysAt = second;
    }
    let day = days.get(timeZone);
    if (day === undefined) {
      day = Temporal.Now.plainDateISO(timeZone).toString();
      days.set(timeZone, day);
    }
    return day;
  },
};

/** A clock that stands at an instant. */
export function frozenClock(instant: string): Clock {
  const now = Temporal.Instant.from(instant);
  return {
    now: () => now,
    timestamp: () => now.toString({ fractionalSecondDigits: 3 }),
    today: (timeZone = nationalTimeZone) => now.toZonedDateTimeISO(timeZone).toPlainDate().toString(),
  };
}
