import type { ChangeEvent } from '@csn/contracts';
import { listSiteHistory, listSiteChanges, type Region, type SiteKind, type SiteState } from '@csn/contracts';
import { type Kysely, sql } from 'kysely';
import { type Client, RemoteProblem } from './client.ts';
import type { Database, Queryable } from './database.ts';
import { type Follower, followFeed } from './follow-feed.ts';
import type { Logger } from './log.ts';

/** What other services keep of a site's version. */
export interface KnownSiteVersion {
  siteId: string;
  effectiveOn: string;
  revision: number;
  kind: SiteKind;
  region: Region;
  province: string;
  state: SiteState;
  timeZone: string;
  name: { en: string; fr: string };
  hours: readonly unknown[];
}
export interface KnownSitesTables {
  knownSiteVersion: KnownSiteVersion;
}

/** The table of the read model, in a migration of the service that keeps it. */
export async function createKnownSitesTable(db: Kysely<unknown>): Promise<void> {
  await sql`create table known_site_version (
    site_id text not null, effective_on date not null, revision integer not null,
    kind text not null, region text not null, province text not null, state text not null, time_zone text not null, name jsonb not null, hours jsonb not null,
    primary key (site_id, effective_on, revision))`.execute(db);
}

/** A read model of the register's sites, fed from its change feed; unknown ids are asked of the register directly. */
export interface KnownSites {
  readonly follower: Follower;
  /** Sites on a day, of those that are named; one that is not known here is fetched before it counts as unknown. */
  on(db: Queryable, day: string, siteIds: readonly string[]): Promise<Map<string, KnownSiteVersion>>;
  /** Makes sure that these sites are here if the register has them. Within a transaction its connection is used, since waiting for a second one could block all. */
  fetchUnknown(siteIds: readonly string[], db?: Queryable): Promise<void>;
}

/** Sites as of a day as a subquery: `from ${knownSitesOn(day)} site`. The day may be a column of the query. */
export function knownSitesOn(day: string) {
  return sql<KnownSiteVersion>`(select distinct on (site_id) * from known_site_version where effective_on <= ${day}::date order by site_id, effective_on desc, revision desc)`;
}

/** At most so many unknown ids are asked for in one request: beyond it they are mistakes, not news. */
const mostUnknown = 200;

export function createKnownSites<Tables>(options: { db: Database<Tables>; client: Client; log: Logger }): KnownSites {
  const follower = followFeed({ ...options, route: listSiteChanges, apply: (tx, events) => insertVersions(tx, events.flatMap(versionsIn)) });

  async function fetchUnknown(siteIds: readonly string[], db: Queryable = options.db): Promise<void> {
    const wanted = [...new Set(siteIds)].sort();
    const { rows } = await sql<{ siteId: string }>`
      select wanted.site_id from unnest(${wanted}::text[]) wanted (site_id)
      where not exists (select 1 from known_site_version known where known.site_id = wanted.site_id) limit ${mostUnknown}`.execute(db);
    for (const { siteId } of rows) {
      const versions = await historyOf(siteId);
      await insertVersions(db, versions);
    }
  }

  async function historyOf(siteId: string): Promise<KnownSiteVersion[]> {
    try {
      const { items } = await options.client.call(listSiteHistory, { params: { siteId }, query: { limit: 500 } });
      return items.map(versionOf);
    } catch (error) {
      if (error instanceof RemoteProblem && (error.status === 404 || error.status === 400)) return [];
      throw error;
    }
  }

  return {
    follower,
    fetchUnknown,
    on: async (db, day, siteIds) => {
      await fetchUnknown(siteIds, db);
      const { rows } = await sql<KnownSiteVersion>`select * from ${knownSitesOn(day)} site where site_id = any(${[...siteIds]}::text[])`.execute(db);
      return new Map(rows.map((row) => [row.siteId, row]));
    },
  };
}

/** The register's events carry the versions that the change inserted. */
function versionsIn(event: ChangeEvent): KnownSiteVersion[] {
  const { versions } = event.data as { versions?: readonly KnownSiteVersion[] };
  return event.type.startsWith('site.') && versions ? versions.map(versionOf) : [];
}

function versionOf(version: KnownSiteVersion): KnownSiteVersion {
  const { siteId, effectiveOn, revision, kind, region, province, state, timeZone, name, hours } = version;
  return { siteId, effectiveOn, revision, kind, region, province, state, timeZone, name, hours };
}

async function insertVersions(db: Queryable, versions: readonly KnownSiteVersion[]): Promise<void> {
  if (!versions.length) return;
  const rows = versions.map((version) => ({
    site_id: version.siteId,
    effective_on: version.effectiveOn,
    revision: version.revision,
    kind: version.kind,
    region: version.region,
    province: version.province,
    state: version.state,
    time_zone: version.timeZone,
    name: version.name,
    hours: version.hours,
  }));
  // Append-only like the register itself, so what came both by feed and by question does no harm.
  await sql`insert into known_site_version select * from jsonb_populate_recordset(null::known_site_version, ${JSON.stringify(rows)}::jsonb) on conflict do nothing`.execute(
    db,
  );
}
