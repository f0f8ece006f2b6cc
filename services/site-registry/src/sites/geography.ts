import { type RawBuilder, sql } from 'kysely';

/** WGS 84 mean radius. */
const earthRadiusKm = 6371.0088;
const lat = sql`(location->>'lat')::float8`;
const lon = sql`(location->>'lon')::float8`;

/** Great circle on the mean sphere from a point to the row's `location`, by the haversine: right across the 180th meridian and at the poles. */
export function distanceKm(from: { lat: number | RawBuilder<unknown>; lon: number | RawBuilder<unknown> }): RawBuilder<number> {
  const [fromLat, fromLon] = [sql`${from.lat}::float8`, sql`${from.lon}::float8`];
  return sql`(2 * ${sql.lit(earthRadiusKm)}::float8 * asin(least(1, sqrt(
    power(sin(radians(${lat} - ${fromLat}) / 2), 2)
    + cos(radians(${fromLat})) * cos(radians(${lat})) * power(sin(radians(${lon} - ${fromLon}) / 2), 2)))))`;
}

/**
 * Does the row's `location` lie in the box? west > east means one across the 180th meridian, which is 180 and -180 alike;
 * every meridian ends at the poles, so a box that reaches one holds it.
 */
export function insideBox([west, south, east, north]: readonly [number, number, number, number]): RawBuilder<unknown> {
  const [from, to] = [sql`${west}::float8`, sql`${east}::float8`];
  const across = west <= east ? sql`${lon} between ${from} and ${to}` : sql`(${lon} >= ${from} or ${lon} <= ${to})`;
  const onMeridian = Math.abs(west) === 180 || Math.abs(east) === 180 ? sql`abs(${lon}) = 180` : sql`false`;
  return sql`${lat} between ${south}::float8 and ${north}::float8 and (${across} or ${onMeridian} or abs(${lat}) = 90)`;
}
