import type { listNearestSites, NearSite, QueryOf } from '@csn/contracts';
import type { Axes, Page, Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import { neighboursOf } from '../sites/neighbours.ts';
import { conditionsOf } from '../sites/queries.ts';
import { siteRegister } from '../sites/register.ts';
import { type Line, type Linked, withLines } from '../succession/queries.ts';

export interface NearestReading {
  /** Of the site that was asked about. */
  readonly timeZone: string;
  readonly knownAt: string;
  readonly sites: readonly NearSite[];
}
type Row = { originTimeZone: string; registerAt: string } & ((Omit<NearSite, keyof Line> & Linked) | { siteId: null });

/** A page of the sites nearest to a site; undefined if that site is not on the axes. */
export async function findNearestSites(
  db: Queryable,
  siteId: string,
  axes: Axes,
  filter: Pick<QueryOf<typeof listNearestSites>, 'kind' | 'service' | 'state' | 'region'>,
  page: Page,
): Promise<NearestReading | undefined> {
  const conditions = [sql`site_id <> ${siteId}`, ...conditionsOf({ ...filter, state: filter.state ?? ['open'] })];
  const neighbours = neighboursOf(axes, conditions, page);
  const { rows } = await sql<Row>`
    with origin as materialized (
      select time_zone, site_point(location) as point from ${siteRegister.at(axes)} site where site_id = ${siteId}
    ), ${neighbours.ctes}
    select origin.time_zone as origin_time_zone, (select at from recorded_clock) as register_at, near.*
    from origin left join ${neighbours.page} near on true order by near.km, near.site_id`.execute(db);
  const [first] = rows;
  if (!first) return undefined;
  const { originTimeZone: timeZone, registerAt } = first;
  const knownAt = axes.isLatest ? registerAt : axes.knownAt;
  const near = rows.flatMap(({ originTimeZone: _zone, registerAt: _at, ...site }) => (site.siteId === null ? [] : [site]));
  return { timeZone, knownAt, sites: await withLines(db, near, { asOf: axes.asOf, knownAt, isLatest: false }) };
}
