import type { listNearestSites, NearSite, QueryOf } from '@csn/contracts';
import type { Axes, Page, Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { distanceKm } from '../sites/geography.ts';
import { conditionsOf, siteColumns } from '../sites/queries.ts';
import { siteRegister } from '../sites/register.ts';
import { type Line, type Linked, noLine, withLines } from '../succession/queries.ts';

export interface Neighbours {
  /** Of the site that was asked about. */
  readonly timeZone: string;
  readonly knownAt: string;
  readonly sites: readonly NearSite[];
}
type Row = { originTimeZone: string; registerAt: string } & ((Omit<NearSite, keyof Line> & Linked) | { siteId: null });

/** A page of the sites nearest to a site, by kilometres to the metre and then by code; undefined if that site is not on the axes. */
export async function findNeighbours(
  db: Queryable,
  siteId: string,
  axes: Axes,
  filter: Pick<QueryOf<typeof listNearestSites>, 'kind' | 'service' | 'state' | 'region'>,
  page: Page,
): Promise<Neighbours | undefined> {
  const wanted = page.limit + 1;
  const conditions = [sql`site_id <> ${siteId}`, ...conditionsOf({ ...filter, state: filter.state ?? ['open'] })];
  const { rows } = await sql<Row>`
    with origin as materialized (
      select time_zone, site_point(location) as point from ${siteRegister.at(axes)} site where site_id = ${siteId}
    ), other as not materialized (
      select ${siteColumns}, round(${distanceKm({ lat: sql`(select point[1] from origin)`, lon: sql`(select point[0] from origin)` })}::numeric, 3)::float8 as km
      from ${axes.isLatest ? timelineOn(axes.asOf) : siteRegister.at(axes)} site where ${sql.join(conditions, sql` and `)}
    )${axes.isLatest ? reachOf(wanted) : sql``}
    select origin.time_zone as origin_time_zone, (select at from recorded_clock) as register_at, near.*
    from origin left join (
      select site.*, ${noLine}
      from other site where ${axes.isLatest ? withinReach : sql`true`} and ${afterPosition(page)} order by km, site_id limit ${wanted}
    ) near on true
    order by near.km, near.site_id`.execute(db);
  const [first] = rows;
  if (!first) return undefined;
  const { originTimeZone: timeZone, registerAt } = first;
  const knownAt = axes.isLatest ? registerAt : axes.knownAt;
  const near = rows.flatMap(({ originTimeZone: _zone, registerAt: _at, ...site }) => (site.siteId === null ? [] : [site]));
  return { timeZone, knownAt, sites: await withLines(db, near, { asOf: axes.asOf, knownAt, isLatest: false }) };
}

/** What is true now on a day, by the index of places and not site by site. */
function timelineOn(day: string): RawBuilder<unknown> {
  return sql`(select * from site_timeline where valid @> ${day}::date)`;
}

/**
 * So many sites that are near on the flat map tell how far to look at most: whoever is nearer on the globe lies within.
 * A metre more, since kilometres are rounded to it.
 */
function reachOf(wanted: number): RawBuilder<unknown> {
  return sql`, reach as materialized (
      select max(km) + 0.001 as km from (select km from other order by site_point(location) <-> (select point from origin) limit ${wanted}) close
    ), area as materialized (select reach_box(origin.point, reach.km) as box from origin, reach)`;
}

const withinReach = sql`(site_point(location) <@ (select box from area)
  or site_point(location) <@ (select box + point(360, 0) from area)
  or site_point(location) <@ (select box - point(360, 0) from area))`;

function afterPosition(page: Page): RawBuilder<unknown> {
  const [km, siteId] = page.position?.after ?? [];
  return page.position ? sql`(km, site_id) > (${km}::float8, ${siteId}::text)` : sql`true`;
}
