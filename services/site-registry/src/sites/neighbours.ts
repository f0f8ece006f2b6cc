import type { Axes, Page } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { noLine } from '../succession/queries.ts';
import { distanceKm } from './geography.ts';
import { siteColumns, siteRegister } from './register.ts';

/** Parts of a statement that has the point from which it is measured as its first CTE, `origin (point)`. */
interface Neighbours {
  /** More CTEs, to follow `origin`. */
  readonly ctes: RawBuilder<unknown>;
  /** A page of sites by `km` and `site_id`, to select from. */
  readonly page: RawBuilder<unknown>;
}

/**
 * The sites nearest to `origin`, by kilometres to the metre and then by code. What is true now is found by the index of
 * places; a reading by an earlier instant looks at every site.
 */
export function neighboursOf(axes: Axes, conditions: readonly RawBuilder<unknown>[], page: Page, radiusKm?: number): Neighbours {
  const wanted = page.limit + 1;
  const [lat, lon] = [sql`(select point[1] from origin)`, sql`(select point[0] from origin)`];
  const places = axes.isLatest ? sql`(select * from site_timeline where valid @> ${axes.asOf}::date)` : siteRegister.at(axes);
  const others = sql`other as not materialized (
      select ${siteColumns}, round(${distanceKm({ lat, lon })}::numeric, 3)::float8 as km
      from ${places} site where ${sql.join([sql`true`, ...conditions], sql` and `)})`;
  const wheres = [
    ...(axes.isLatest ? [withinReach] : []),
    ...(radiusKm === undefined ? [] : [sql`km <= ${radiusKm}::float8`]),
    ...(page.position ? [sql`(km, site_id) > (${page.position.after[0]}::float8, ${page.position.after[1]}::text)`] : []),
  ];
  return {
    ctes: axes.isLatest ? sql`${others}, ${reachOf(wanted, radiusKm)}` : others,
    page: sql`(select site.*, ${noLine} from other site
      where ${sql.join([sql`true`, ...wheres], sql` and `)} order by km, site_id limit ${wanted})`,
  };
}

/**
 * So many sites that are near on the flat map tell how far to look at most: whoever is nearer on the globe lies within.
 * A metre more, since kilometres are rounded to it.
 */
function reachOf(wanted: number, radiusKm: number | undefined): RawBuilder<unknown> {
  const farthest =
    radiusKm === undefined
      ? sql`select max(km) as km from (select km from other order by site_point(location) <-> (select point from origin) limit ${wanted}) close`
      : sql`select ${radiusKm}::float8 as km`;
  return sql`reach as materialized (${farthest}),
    area as materialized (select reach_box(origin.point, reach.km + 0.001) as box from origin, reach)`;
}

/** The box may reach over the 180th meridian. */
const withinReach = sql`(site_point(location) <@ (select box from area)
  or site_point(location) <@ (select box + point(360, 0) from area)
  or site_point(location) <@ (select box - point(360, 0) from area))`;
