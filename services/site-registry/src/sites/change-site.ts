import type { Source } from '@csn/contracts';
import { type Change, type ChangeNote, merge, type Patch, type Planned, type Tx, type Version } from '@csn/service-kit';
import { decideReactivations } from '../passport-extension/decide.ts';
import type { LockedSite } from '../passport-extension/locking.ts';
import type { StoredExtension } from '../passport-extension/register.ts';
import { followDecisions } from '../passport-extension/services.ts';
import type { Tables } from '../tables.ts';
import { checkPlaces } from './agreement.ts';
import { followIllustrative } from './illustrative-members.ts';
import { type SiteContent, siteRegister } from './register.ts';

export interface SiteChange {
  readonly patch: Patch<SiteContent>;
  readonly note: ChangeNote & { readonly reason: string };
  /** Where what is changed comes from: no longer from the document that told of the site before. */
  readonly source: Source;
}

/**
 * Changes a locked site from a day on: everything that changes a site comes through here. A reactivated outreach site
 * gets passport service in the same version, unless a passport office is near; the decisions come as changes of their own.
 * @throws Problem invalid-transition, effective-before-start, region-mismatch, outside-canada
 */
export async function writeChange(
  tx: Tx<Tables>,
  site: LockedSite,
  change: SiteChange & { readonly limitKm: number },
): Promise<{ written: Planned<SiteContent>; decisions: readonly Change[] }> {
  // What the register says of the change comes before the decisions, which are written at once.
  const { timeline } = planSiteChange(site, change);
  const { decisions, changes } = await decideReactivations(tx, site, timeline, change);
  const written = planSiteChange(site, change, decisions);
  await siteRegister.store(tx, [written]);
  return { written, decisions: changes };
}

/** What a change of a site would write under the decisions on its passport service; nothing is written. @throws Problem as `writeChange` */
export function planSiteChange(
  { subject, extension }: LockedSite,
  { patch, note, source }: SiteChange,
  decisions: readonly Version<StoredExtension>[] = extension?.timeline ?? [],
): Planned<SiteContent> {
  const before = { timeline: subject.timeline, decisions: extension?.timeline ?? [] };
  const follow = (timeline: readonly Version<SiteContent>[]) => {
    const decided = followDecisions(before, { timeline, decisions });
    return merge(decided, followIllustrative(before.timeline, merge(timeline, decided)));
  };
  const planned = siteRegister.planChange(subject, patch, note, follow);
  checkPlaces(planned);
  // Who says nothing new of the day is no source of what was known.
  const saysSomething = planned.versions.some(({ effectiveOn }) => effectiveOn === note.effectiveOn);
  return saysSomething ? siteRegister.planChange(subject, { ...patch, source }, note, follow) : planned;
}
