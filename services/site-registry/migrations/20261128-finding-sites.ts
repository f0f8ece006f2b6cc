import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Who was closed into a site: few versions name a successor, so to find that there is none costs next to nothing.
  await sql`create index site_version_successor on site_version (successor, site_id) where successor is not null`.execute(db);
  await sql`create index site_timeline_successor on site_timeline (successor, site_id) where successor is not null`.execute(db);

  // Places on the flat map, where an index finds neighbours and boxes. (The unit sphere of the extension `cube` would need
  // no box, but each new row costs that index ten times as much.)
  await sql`create function site_point(location jsonb) returns point language sql immutable strict parallel safe
    return point((location->>'lon')::float8, (location->>'lat')::float8)`.execute(db);
  await sql`create index site_timeline_point on site_timeline using gist (site_point(location), valid)`.execute(db);
  // The box of the map that holds all that lies within so many kilometres. Where a pole is within reach it spans all
  // longitudes; it may reach over the 180th meridian, so it is to be asked shifted by 360 degrees both ways, too.
  await sql`create function reach_box(center point, km float8) returns box language sql immutable strict parallel safe
    return (
      select box(point(center[0] - width, center[1] - height), point(center[0] + width, center[1] + height))
      from (select least(degrees(km / 6371.0088), 180) + 1e-6 as height) reach
      cross join lateral (select case when abs(center[1]) + height >= 89.999 then 360
        else degrees(asin(least(1, sin(radians(height)) / cos(radians(center[1]))))) + 1e-6 end as width) span)`.execute(db);

  // A text as it is searched: without accents, in small letters, and every run of signs and blanks one blank, so that
  // hyphens and apostrophes never stand between a name and who asks for it. (Typographic signs are plain by `unaccent`.)
  await sql`create function search_text(text) returns text language sql stable strict parallel safe
    return btrim(regexp_replace(lower(unaccent($1)), ${sql.lit('[ !-/:-@[-`{-~\u00a0\u202f]+')}, ' ', 'g'))`.execute(db);
}
