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
  /**
   * Can people have been served there on that day? Not before it is in the register, and only while it is open. Of a
   * planned site with no opening to come the register is taken to lag behind: somebody was served there.
   */
  takesCounts(day: string): boolean;
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
export async function findEntrySites(db: Queryable, knownSites: KnownSites, entries: readonly unknown[]): Promise<Map<string, SiteTimeline>> {
  return findSites(db, knownSites, [...new Set(entries.flatMap(siteIdOf))]);
}

/** The same for entries that come little by little: each site is asked for once. */
export function createSiteLookup(db: Queryable, knownSites: KnownSites): (entries: readonly unknown[]) => Promise<SiteTimelines> {
  const found = new Map<string, SiteTimeline>();
  const asked = new Set<string>();
  return async (entries) => {
    const fresh = [...new Set(entries.flatMap(siteIdOf))].filter((siteId) => !asked.has(siteId));
    if (fresh.length) {
      for (const [siteId, timeline] of await findSites(db, knownSites, fresh)) found.set(siteId, timeline);
      for (const siteId of fresh) if (asked.size < mostRemembered) asked.add(siteId);
    }
    return found;
  };
}

/** Codes that are made up must not fill the memory: beyond so many, unknown ones are looked up again. */
const mostRemembered = 200_000;

async function findSites(db: Queryable, knownSites: KnownSites, siteIds: readonly string[]): Promise<Map<string, SiteTimeline>> {
  if (!siteIds.length) return new Map();
  await knownSites.fetchUnknown(siteIds, db);
  const { rows } = await sql<SiteVersion>`
    select distinct on (site_id, effective_on) site_id as "siteId", effective_on as "effectiveOn", region, state, time_zone as "timeZone" from known_site_version
    where site_id = any(${[...siteIds]}::text[]) order by site_id, effective_on, revision desc`.execute(db);
  return new Map([...Map.groupBy(rows, (row) => row.siteId)].map(([siteId, versions]) => [siteId, timelineOf(versions)]));
}

const siteCode = /^[A-Z0-9][A-Z0-9-]{2,31}$/;

function siteIdOf(entry: unknown): string[] {
  const siteId = typeof entry === 'object' && entry !== null && 'siteId' in entry ? entry.siteId : undefined;
  return typeof siteId === 'string' && siteCode.test(siteId) ? [siteId] : [];
}

function timelineOf(versions: readonly SiteVersion[]): SiteTimeline {
  const { region, timeZone } = versions.at(-1)!;
  const on = (day: string): SiteVersion | undefined => versions.findLast((version) => version.effectiveOn <= day);
  const lastOpening = versions.findLast(({ state }) => state === 'open')?.effectiveOn ?? '';
  return {
    region,
    timeZone,
    on,
    takesCounts: (day) => {
      const state = on(day)?.state;
      return state === 'open' || (state === 'planned' && lastOpening <= day);
    },
  };
}
