import type { listPilotSites, QueryOf } from '@csn/contracts';
import type { Axes, Page, Queryable, Read } from '@csn/service-kit';
import { sql } from 'kysely';
import { listHeld } from '../registers/reading.ts';
import { type PilotSiteContent, pilotSiteRegister } from './registers.ts';

/** A page of the pilot’s sites on the axes; one more than the page tells that there is a next. */
export async function listPilotSitesOn(
  db: Queryable,
  axes: Axes,
  filter: QueryOf<typeof listPilotSites>,
  page: Page,
): Promise<Read<'pilotSiteId', PilotSiteContent>[]> {
  const bySystem = filter.system ? sql`system_of_record = ${filter.system}` : sql`true`;
  const byQuality = filter.quality ? sql`source->>'quality' = any(${filter.quality}::text[])` : sql`true`;
  return listHeld(db, pilotSiteRegister, axes, page, sql`${bySystem} and ${byQuality}`);
}

/** How many sites the document names, by the register, and of how many it is not stated which system they work in. */
export async function countPilotSites(db: Queryable, axes: Axes): Promise<{ named: number; withoutSystem: number }> {
  const { rows } = await sql<{ named: number; withoutSystem: number }>`
    select count(*) as named, count(*) filter (where system_of_record is null) as without_system from ${pilotSiteRegister.at(axes)} site`.execute(db);
  return rows[0] ?? { named: 0, withoutSystem: 0 };
}
