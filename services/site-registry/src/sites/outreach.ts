import { siteKindNames } from '@csn/contracts';
import { type Caller, type Clock, Problem, type Queryable, type Subject } from '@csn/service-kit';
import { type SiteContent, siteRegister } from './register.ts';
import { heldOn, regionsFrom, todayAt } from './timeline.ts';

/**
 * The outreach site that a write concerns, locked, with what it holds on the day. Refused in the order of the
 * conventions: 404, region, precondition (by `lockRecord`, which locks what the write changes beside the site), state, kind.
 * @throws Problem not-found, outside-region, effective-before-start, site-closed, not-outreach-site
 */
export async function findOutreachSite<Locked>(
  tx: Queryable,
  siteId: string,
  write: { effectiveOn: string | undefined; caller: Caller; clock: Clock },
  lockRecord: () => Promise<Locked>,
): Promise<{ subject: Subject<SiteContent>; site: SiteContent; effectiveOn: string; record: Locked }> {
  const subject = await siteRegister.lock(tx, siteId);
  if (!subject) throw new Problem('not-found');
  const effectiveOn = write.effectiveOn ?? todayAt(subject, write.clock);
  for (const region of regionsFrom(subject, effectiveOn)) write.caller.mustCover(region);
  const record = await lockRecord();
  const site = heldOn(subject, effectiveOn);
  if (!site) throw new Problem('effective-before-start', { values: { start: subject.timeline[0]?.effectiveOn, effectiveOn } });
  if (site.state === 'closed') throw new Problem('site-closed', { values: { siteId, on: effectiveOn } });
  if (site.kind !== 'scheduled-outreach') throw new Problem('not-outreach-site', { values: { siteId, on: effectiveOn, kind: siteKindNames[site.kind] } });
  return { subject, site, effectiveOn, record };
}
