import type { listSinLocations, QueryOf } from '@csn/contracts';
import type { Axes, Page, Queryable, Read } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { type SinLocationContent, sinLocationRegister } from './register.ts';

export async function listLocationsOn(
  db: Queryable,
  axes: Axes,
  filter: Pick<QueryOf<typeof listSinLocations>, 'state' | 'region' | 'quality'>,
  page: Page,
): Promise<Read<'locationId', SinLocationContent>[]> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (filter.state) conditions.push(sql`state = any(${filter.state}::text[])`);
  if (filter.region) conditions.push(sql`region = any(${filter.region}::text[])`);
  if (filter.quality) conditions.push(sql`source->>'quality' = any(${filter.quality}::text[])`);
  if (page.position) conditions.push(sql`location_id > ${page.position.after[0]}::text`);
  const { rows } = await sql<Read<'locationId', SinLocationContent>>`
    select location_id, name, province, region, state, note, source, effective_on, revision, subject_revision from ${sinLocationRegister.at(axes)} location
    where ${sql.join(conditions, sql` and `)} order by location_id limit ${page.limit + 1}`.execute(db);
  return rows;
}
