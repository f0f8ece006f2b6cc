/** Where "now" and "today" come from; tests pass one that stands still. */
export interface Clock {
  /** The present instant, in UTC. */
  now(): Temporal.Instant;
  /** Today's calendar day where the time zone is; nationally, in Toronto. */
  today(timeZone?: string): string;
}

/** Days of the whole network are counted in this zone. */
export const nationalTimeZone = 'America/Toronto';

export const systemClock: Clock = {
  now: () => Temporal.Now.instant(),
  today: (timeZone = nationalTimeZone) => Temporal.Now.plainDateISO(timeZone).toString(),
};

/** A clock that stands at an instant. */
export function frozenClock(instant: string): Clock {
  const now = Temporal.Instant.from(instant);
  return { now: () => now, today: (timeZone = nationalTimeZone) => now.toZonedDateTimeISO(timeZone).toPlainDate().toString() };
}
