import type { listSites, QueryOf, Site } from '@csn/contracts';
import type { Axes, Page, Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { siteRegister } from './register.ts';

type SiteFilter = QueryOf<typeof listSites>;
/** Kilometres from the asked point, when there is one. */
export type ListedSite = Site & { km: number | null };

const columns = sql.raw(['site_id', ...siteRegister.columns, 'effective_on', 'revision'].join(', '));

/** A page of sites on the axes; by distance when `near` is asked, else by code. One row more than the page tells that there is a next. */
export async function listSitesOn(db: Queryable, axes: Axes, filter: SiteFilter, page: Page): Promise<ListedSite[]> {
  const km = filter.near ? distanceKm(filter.near) : sql<null>`null::float8`;
  const conditions = [...conditionsOf(filter, km), ...afterPosition(page, filter.near !== undefined, km)];
  const { rows } = await sql<ListedSite>`
    select ${columns}, ${km} as km from ${siteRegister.at(axes)} site
    where ${conditions.length ? sql.join(conditions, sql` and `) : sql`true`}
    order by ${filter.near ? sql`km, site_id` : sql`site_id`} limit ${page.limit + 1}`.execute(db);
  return rows;
}

function conditionsOf(filter: SiteFilter, km: RawBuilder<unknown>): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  const oneOf = (column: RawBuilder<unknown>, values: readonly string[] | undefined): void => {
    if (values) conditions.push(sql`${column} = any(${values}::text[])`);
  };
  oneOf(sql`kind`, filter.kind);
  oneOf(sql`region`, filter.region);
  oneOf(sql`province`, filter.province);
  oneOf(sql`state`, filter.state);
  oneOf(sql`source->>'quality'`, filter.quality);
  if (filter.service) conditions.push(sql`services @> ${filter.service}::text[]`);
  for (const word of filter.q?.split(/\s+/).filter(Boolean) ?? []) {
    conditions.push(sql`position(unaccent(lower(${word})) in unaccent(lower((name->>'en') || ' ' || (name->>'fr')))) > 0`);
  }
  if (filter.near && filter.radiusKm !== undefined) conditions.push(sql`${km} <= ${filter.radiusKm}`);
  if (filter.bbox) conditions.push(insideBox(filter.bbox));
  return conditions;
}

function afterPosition(page: Page, byDistance: boolean, km: RawBuilder<unknown>): RawBuilder<unknown>[] {
  if (!page.position) return [];
  const [first, second] = page.position.after;
  return [byDistance ? sql`(${km}, site_id) > (${first}::float8, ${second}::text)` : sql`site_id > ${first}::text`];
}

const lat = sql`(location->>'lat')::float8`;
const lon = sql`(location->>'lon')::float8`;

/** Great circle on the WGS 84 mean sphere, by the haversine: right across the 180th meridian and at the poles. */
export function distanceKm([fromLat, fromLon]: readonly [number, number]): RawBuilder<number> {
  return sql`(2 * 6371.0088 * asin(least(1, sqrt(
    power(sin(radians(${lat} - ${fromLat}::float8) / 2), 2)
    + cos(radians(${fromLat}::float8)) * cos(radians(${lat})) * power(sin(radians(${lon} - ${fromLon}::float8) / 2), 2)))))`;
}

/** west > east means a box across the 180th meridian. */
function insideBox([west, south, east, north]: readonly [number, number, number, number]): RawBuilder<unknown> {
  const between = sql`${lat} between ${south}::float8 and ${north}::float8`;
  return west <= east
    ? sql`${between} and ${lon} between ${west}::float8 and ${east}::float8`
    : sql`${between} and (${lon} >= ${west}::float8 or ${lon} <= ${east}::float8)`;
}
