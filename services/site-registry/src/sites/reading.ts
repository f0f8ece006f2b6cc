import type { ReplyOf, readSite } from '@csn/contracts';
import { type Clock, type Queryable, readAxes } from '@csn/service-kit';
import { siteRegister } from './register.ts';

type SiteReading = ReplyOf<typeof readSite>;

/** The zone in which a day begins first in Canada. */
const easternmost = 'America/St_Johns';

/**
 * One site on the axes. "Today" is the day where the site is; the version tells where that is, so it is read as of the
 * latest day of the country and once more if that day has not come there yet.
 */
export async function readSiteOn(
  db: Queryable,
  siteId: string,
  query: { asOf?: string | undefined; knownAt?: string | undefined },
  clock: Clock,
): Promise<{ site: SiteReading; subjectRevision: number } | undefined> {
  // Without `knownAt` the subject's own last write is what is known of it: one query, and the answer can be asked again.
  const axes =
    query.knownAt === undefined
      ? { asOf: query.asOf ?? clock.today(easternmost), knownAt: '', isLatest: true }
      : { ...(await readAxes(db, clock, query)), asOf: query.asOf ?? clock.today(easternmost) };
  let held = await siteRegister.find(db, siteId, axes);
  if (!held) return undefined;
  let asOf = axes.asOf;
  if (query.asOf === undefined) {
    asOf = clock.today(held.timeZone);
    if (held.effectiveOn > asOf) held = await siteRegister.find(db, siteId, { ...axes, asOf });
    if (!held) return undefined;
  }
  const { recordedAt: _recordedAt, actor: _actor, reason: _reason, subjectRevision, subjectRecordedAt, ...site } = held;
  return { subjectRevision, site: { ...site, asOf, knownAt: query.knownAt ?? subjectRecordedAt } };
}
