import type { listPassportExtensions, QueryOf, Site } from '@csn/contracts';
import { type Axes, type Page, type Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { distanceKm } from '../sites/geography.ts';
import { validityOf } from '../site-services/queries.ts';
import { siteRegister } from '../sites/register.ts';
import { type ExtensionContent, passportService, type PassportOffice } from './extension.ts';
import { extensionRegister } from './register.ts';

/** A decision with the site and the office that it names, as they are on the axes. */
export interface ExtensionRow extends ExtensionContent {
  siteId: string;
  name: Site['name'];
  region: Site['region'];
  province: Site['province'];
  location: Site['location'];
  officeName: Site['name'] | null;
  /** The day for which it was decided: where it took the place of the rule’s decisions on later days, too, that is before theirs. */
  decidedOn: string;
  /** Extended, and the site's record of the day does not name passport among its services. */
  isUnlisted: boolean;
  actor: string;
  reason: string | null;
  revision: number;
  subjectRevision: number;
}

/** The passport service site nearest to a point, of those open on the day: only that kind counts, no consolidated centre. */
export async function findNearestOffice(db: Queryable, from: Site['location'], day: string): Promise<PassportOffice | undefined> {
  const { rows } = await sql<PassportOffice>`
    select site_id, ${distanceKm(from)} as km from ${siteRegister.at({ asOf: day, knownAt: '', isLatest: true })} site
    where kind = 'passport-service-site' and state = 'open' order by km, site_id limit 1`.execute(db);
  return rows[0];
}

type Filter = Pick<QueryOf<typeof listPassportExtensions>, 'state' | 'region' | 'quality'>;

function conditionsOf(filter: Filter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [sql`site.state = 'open' and site.kind = 'scheduled-outreach'`];
  if (filter.state) conditions.push(sql`decision.state = any(${filter.state}::text[])`);
  if (filter.region) conditions.push(sql`site.region = any(${filter.region}::text[])`);
  if (filter.quality) conditions.push(sql`decision.source->>'quality' = any(${filter.quality}::text[])`);
  return conditions;
}

/** A page of the decisions for open outreach sites. */
export async function listExtensions(db: Queryable, axes: Axes, filter: Filter, page: Page): Promise<ExtensionRow[]> {
  const conditions = conditionsOf(filter);
  if (page.position) conditions.push(sql`site_id > ${page.position.after[0]}::text`);
  return selectExtensions(db, axes, conditions, page.limit + 1);
}

/** The decision for one site, unless it is closed or no outreach site by then. */
export async function findExtension(db: Queryable, axes: Axes, siteId: string): Promise<ExtensionRow | undefined> {
  const rows = await selectExtensions(db, axes, [sql`site_id = ${siteId}::text`, sql`site.state <> 'closed' and site.kind = 'scheduled-outreach'`], 1);
  return rows[0];
}

/** Extended sites of the list whose record of that day does not name passport among the services. */
export async function countUnlistedServices(db: Queryable, axes: Axes, filter: Filter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${extensionRegister.at(axes)} decision join ${siteRegister.at(axes)} site using (site_id)
    where ${isUnlisted} and ${sql.join(conditionsOf(filter), sql` and `)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The first day of what was written with a decision at once. */
const decidedOn = sql`(select min(effective_on) as decided_on from passport_extension_version said where said.site_id = decision.site_id and said.revision = decision.revision)`;

/** The days for which the decisions of a site were made, by their revisions. */
export async function findDecisionDays(db: Queryable, siteId: string): Promise<Map<number, string>> {
  const { rows } = await sql<{ revision: number; decidedOn: string }>`
    select revision, decided_on from (select distinct site_id, revision from passport_extension_version where site_id = ${siteId}) decision cross join lateral ${decidedOn} said`.execute(
    db,
  );
  return new Map(rows.map(({ revision, decidedOn }) => [revision, decidedOn]));
}

const isUnlisted = sql`decision.state = 'extended' and not site.services @> array[${passportService}::text]`;

async function selectExtensions(db: Queryable, axes: Axes, conditions: RawBuilder<unknown>[], limit: number): Promise<ExtensionRow[]> {
  const { rows } = await sql<ExtensionRow>`
    select site_id, site.name, site.region, site.province, site.location, office.name as office_name,
      decision.state, coalesce(valid.since, decision.since) as since, decision.basis, decision.nearest_site_id, decision.nearest_km, decision.limit_km, decision.source,
      decided_on, ${isUnlisted} as is_unlisted, decision.actor, decision.reason, decision.revision, decision.subject_revision
    from ${extensionRegister.at(axes)} decision
    join ${siteRegister.at(axes)} site using (site_id)
    left join lateral (select name from ${siteRegister.at(axes)} office where office.site_id = decision.nearest_site_id) office on true
    cross join lateral ${decidedOn} said
    left join lateral ${validityOf(sql`${passportService}::text`, axes)} valid on decision.state = 'extended'
    where decision.state <> 'undecided' and ${sql.join(conditions, sql` and `)} order by site_id limit ${limit}`.execute(db);
  return rows;
}
