import { type Queryable, type Subject } from '@csn/service-kit';
import { type SiteContent, siteRegister } from '../sites/register.ts';
import { extensionRegister, type StoredExtension } from './register.ts';

/** A site, locked for a change, with the decisions on its passport service: what changes one may change the other. */
export interface LockedSite {
  readonly subject: Subject<SiteContent>;
  readonly extension: Subject<StoredExtension> | undefined;
}

export async function lockSite(tx: Queryable, siteId: string): Promise<LockedSite | undefined> {
  return (await lockSites(tx, [siteId])).get(siteId);
}

/** Those that exist. Only outreach sites have decisions: the others are not asked for. */
export async function lockSites(tx: Queryable, siteIds: readonly string[]): Promise<Map<string, LockedSite>> {
  const subjects = await siteRegister.lockAll(tx, siteIds);
  const outreach = [...subjects.values()].filter(({ timeline }) => timeline.some(({ content }) => content.kind === 'scheduled-outreach'));
  const extensions = outreach.length
    ? await extensionRegister.lockAll(
        tx,
        outreach.map(({ id }) => id),
      )
    : new Map<string, Subject<StoredExtension>>();
  return new Map([...subjects].map(([siteId, subject]) => [siteId, { subject, extension: extensions.get(siteId) }]));
}
