import type { Region, SiteState } from '@csn/contracts';
import type { KnownSites, Queryable } from '@csn/service-kit';
import { sql } from 'kysely';

/** A site as it is on its days. */
export interface SiteTimeline {
  /** Where it is now. */
  readonly region: Region;
  readonly timeZone: string;
  /** Undefined before the register knows the site. */
  on(day: string): SiteVersion | undefined;
}
export type SiteTimelines = ReadonlyMap<string, SiteTimeline>;

interface SiteVersion {
  readonly siteId: string;
  readonly effectiveOn: string;
  readonly region: Region;
  readonly state: SiteState;
  readonly timeZone: string;
}

/** The sites that entries name. One that is not known here is asked of the register before it counts as unknown. */
export async function findEntrySites(tx: Queryable, knownSites: KnownSites, entries: readonly unknown[]): Promise<SiteTimelines> {
  const siteIds = [...new Set(entries.flatMap(siteIdOf))];
  if (!siteIds.length) return new Map();
  await knownSites.fetchUnknown(siteIds, tx);
  const { rows } = await sql<SiteVersion>`
    select distinct on (site_id, effective_on) site_id, effective_on, region, state, time_zone from known_site_version
    where site_id = any(${siteIds}::text[]) order by site_id, effective_on, revision desc`.execute(tx);
  return new Map([...Map.groupBy(rows, (row) => row.siteId)].map(([siteId, versions]) => [siteId, timelineOf(versions)]));
}

const siteCode = /^[A-Z0-9][A-Z0-9-]{2,31}$/;

function siteIdOf(entry: unknown): string[] {
  const siteId = typeof entry === 'object' && entry !== null && 'siteId' in entry ? entry.siteId : undefined;
  return typeof siteId === 'string' && siteCode.test(siteId) ? [siteId] : [];
}

function timelineOf(versions: readonly SiteVersion[]): SiteTimeline {
  const { region, timeZone } = versions.at(-1)!;
  return { region, timeZone, on: (day) => versions.findLast((version) => version.effectiveOn <= day) };
}
