import type { listPlannedReactivations, PlannedReactivation, Quality, QueryOf, ReactivationSummary } from '@csn/contracts';
import type { Axes, Database, Page, Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { ofQuality } from '../reading.ts';
import { siteRegister } from '../sites/register.ts';
import type { Tables } from '../tables.ts';
import { planRegister } from './register.ts';

/** What is reactivated and planned in a region, and of which qualities the records are. */
export type RegionCounts = Omit<ReactivationSummary['byRegion'][number], 'source'> & { readonly qualities: readonly Quality[] };

/**
 * Reactivated sites and those still to be, by region, counted in the register. Reactivated: open, and suspended on an
 * earlier day; what a later version of the same day replaced, as far as it was known, does not count. Only a suspended
 * site can be reactivated: the plan of one that is not counts for nothing. Of `qualities` must be all that a count rests on:
 * the site as it is, and its suspension or its plan.
 */
export async function countReactivations(db: Queryable, axes: Axes, quarter: string, qualities: readonly Quality[] | undefined): Promise<RegionCounts[]> {
  const { rows } = await sql<RegionCounts>`
    select region.code as region, count(*) filter (where is_reactivated) as reactivated, count(*) filter (where is_planned) as planned_this_quarter,
      coalesce(array_agg(distinct site.source->>'quality') filter (where is_reactivated or is_planned), '{}')
        || coalesce(array_agg(distinct suspension.quality) filter (where is_reactivated), '{}')
        || coalesce(array_agg(distinct plan.source->>'quality') filter (where is_planned), '{}') as qualities
    from unnest(array['atlantic', 'quebec', 'ontario', 'western-territories']) with ordinality region (code, place)
    left join ${siteRegister.at(axes)} site on site.region = region.code and site.kind = 'scheduled-outreach' and ${ofQuality(qualities, 'site')}
    left join ${planRegister.at(axes)} plan on plan.site_id = site.site_id and ${ofQuality(qualities, 'plan')}
    left join lateral ${lastSuspension(axes, qualities)} suspension on true
    cross join lateral (
      select site.state = 'open' and suspension.quality is not null as is_reactivated, site.state = 'suspended' and plan.planned_quarter = ${quarter} as is_planned) counted
    group by region.code, region.place order by region.place`.execute(db);
  return rows;
}

/** Of an open site, the quality of the last version before the day by which it was suspended. */
function lastSuspension(axes: Axes, qualities: readonly Quality[] | undefined): RawBuilder<unknown> {
  const wanted = sql`
    site.state = 'open' and past.site_id = site.site_id and past.effective_on < ${axes.asOf}::date and past.state = 'suspended' and ${ofQuality(qualities, 'past')}`;
  const quality = sql`past.source->>'quality' as quality`;
  if (axes.isLatest) return sql`(select ${quality} from site_timeline past where ${wanted} order by past.effective_on desc limit 1)`;
  return sql`(
    select ${quality} from site_version past
    where ${wanted} and past.recorded_at <= ${axes.knownAt}::timestamptz
      and not exists (select 1 from site_version newer where newer.site_id = past.site_id and newer.effective_on = past.effective_on and newer.revision > past.revision and newer.recorded_at <= ${axes.knownAt}::timestamptz)
    order by past.effective_on desc limit 1)`;
}

/** What a document states of the sites of scheduled outreach on a day. */
export interface Statement {
  asOf: string;
  count: number;
}

/**
 * Every day for which a document of these qualities states how many outreach sites there were, as far as it was known: as
 * a count of the network, or, which goes before, as reactivated.
 */
export async function listStatements(db: Queryable, { knownAt }: Axes, qualities: readonly Quality[] | undefined): Promise<Statement[]> {
  const { rows } = await sql<Statement>`
    select distinct on (as_of) as_of, count
    from (
      select as_of, reactivated as count, true as is_of_reactivation, recorded_at, source from stated_reactivation
      union all
      select as_of, (counts->>'scheduledOutreach')::integer, false, recorded_at, source from stated_count) stated
    where recorded_at <= ${knownAt}::timestamptz and ${ofQuality(qualities)}
    order by as_of, is_of_reactivation desc`.execute(db);
  return rows;
}

export async function findStatedReactivation(
  db: Database<Tables>,
  axes: Axes,
  qualities: readonly Quality[] | undefined,
): Promise<NonNullable<ReactivationSummary['reported']> | undefined> {
  return db
    .selectFrom('statedReactivation')
    .select(['reactivated', 'plannedThisQuarter', 'quarter', 'source'])
    .where('asOf', '=', axes.asOf)
    .where('recordedAt', '<=', axes.knownAt)
    .where(ofQuality(qualities))
    .executeTakeFirst();
}

export type PlanRow = PlannedReactivation & { subjectRevision: number };

/** A page of the plan: what was taken off it is left out. */
export async function listPlan(
  db: Queryable,
  axes: Axes,
  filter: Pick<QueryOf<typeof listPlannedReactivations>, 'quarter' | 'region' | 'quality'>,
  page: Page,
): Promise<PlanRow[]> {
  const conditions: RawBuilder<unknown>[] = [
    filter.quarter === undefined ? sql`plan.planned_quarter is not null` : sql`plan.planned_quarter = ${filter.quarter}`,
    ofQuality(filter.quality, 'plan'),
  ];
  if (filter.region) conditions.push(sql`site.region = any(${filter.region}::text[])`);
  if (page.position) conditions.push(sql`site_id > ${page.position.after[0]}::text`);
  return selectPlan(db, axes, conditions, page.limit + 1);
}

export async function findPlan(db: Queryable, axes: Axes, siteId: string): Promise<PlanRow | undefined> {
  const rows = await selectPlan(db, axes, [sql`site_id = ${siteId}::text`], 1);
  return rows[0];
}

async function selectPlan(db: Queryable, axes: Axes, conditions: RawBuilder<unknown>[], limit: number): Promise<PlanRow[]> {
  const { rows } = await sql<PlanRow>`
    select site_id, site.name, site.region, site.state, plan.planned_quarter, plan.source, plan.effective_on, plan.reason, plan.revision, plan.subject_revision
    from ${planRegister.at(axes)} plan join ${siteRegister.at(axes)} site using (site_id)
    where ${sql.join(conditions, sql` and `)} order by site_id limit ${limit}`.execute(db);
  return rows;
}
