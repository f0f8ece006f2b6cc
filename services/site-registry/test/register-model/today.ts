import { contentOn, daysOf, type SiteModel } from './model.ts';

/** Half past eleven in the evening of 14 March in Toronto; in Halifax and St. John’s it is the 15th. */
export const now = '2024-03-15T03:30:00Z';

export function todayIn(timeZone = 'America/Toronto'): string {
  return Temporal.Instant.from(now).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** The day where the site is now; where it will be once it has begun, if it has not. */
export function todayAt(site: SiteModel): string {
  return todayIn((contentOn(site, todayIn('America/St_Johns')) ?? contentOn(site, daysOf(site)[0]!))?.timeZone);
}
