import type { ReplyOf, readSite } from '@csn/contracts';
import { type Axes, type Clock, easternmostTimeZone, type Queryable, readAxes, type Written } from '@csn/service-kit';
import { withLines } from '../succession/queries.ts';
import { findSiteOn } from './queries.ts';
import type { SiteContent } from './register.ts';

type SiteReading = ReplyOf<typeof readSite>;
type TimeQuery = { asOf?: string | undefined; knownAt?: string | undefined };

/**
 * Reads something of a site on the day that is asked for. "Today" is the day where the site is; only the reading tells
 * where that is, so it is read as of the latest day of the country and once more if that day has not come there yet.
 */
export async function readOnDay<Reading extends { timeZone: string }>(
  asOf: string | undefined,
  clock: Clock,
  read: (day: string) => Promise<Reading | undefined>,
): Promise<{ reading: Reading; asOf: string } | undefined> {
  const latest = asOf ?? clock.today(easternmostTimeZone);
  const reading = await read(latest);
  if (!reading || asOf !== undefined) return reading && { reading, asOf: latest };
  const today = clock.today(reading.timeZone);
  if (today === latest) return { reading, asOf: today };
  const then = await read(today);
  return then && { reading: then, asOf: today };
}

/**
 * Without `knownAt` whatever is known when the statement runs, which gives the instant with it: a reading of one
 * statement is of one instant, and it can be asked again by that.
 */
export async function latestUnlessAsked(db: Queryable, clock: Clock, query: TimeQuery): Promise<Omit<Axes, 'asOf'>> {
  return query.knownAt === undefined ? { knownAt: '', isLatest: true } : readAxes(db, clock, query);
}

/** One site on the axes. */
export async function readSiteOn(
  db: Queryable,
  siteId: string,
  query: TimeQuery,
  clock: Clock,
): Promise<{ site: SiteReading; subjectRevision: number } | undefined> {
  const known = await latestUnlessAsked(db, clock, query);
  const found = await readOnDay(query.asOf, clock, (asOf) => findSiteOn(db, siteId, { ...known, asOf }));
  if (!found) return undefined;
  const { subjectRevision, knownAt, ...site } = found.reading;
  return { subjectRevision, site: { ...site, asOf: found.asOf, knownAt } };
}

/** The site as it is on the day of the change, with the change in it. */
export async function siteAfter(tx: Queryable, siteId: string, written: Written<SiteContent>, on: string): Promise<SiteReading> {
  if (!written.versions.length) {
    // What holds on the day may be older than the site's last change.
    const { subjectRevision: _revision, knownAt, ...held } = (await findSiteOn(tx, siteId, { asOf: on, knownAt: written.recordedAt, isLatest: false }))!;
    return { ...held, asOf: on, knownAt };
  }
  const { content, effectiveOn } = written.timeline.findLast((version) => version.effectiveOn <= on) ?? written.timeline[0]!;
  const axes = { asOf: on, knownAt: written.recordedAt };
  // Nothing can have been closed into a site that has just been created.
  const predecessors = written.revision === 1 ? [] : null;
  const site = { siteId, ...content, currentSuccessor: null, predecessors, effectiveOn, revision: written.revision, ...axes };
  const [withLine] = await withLines(tx, [site], { ...axes, isLatest: false });
  return withLine!;
}
