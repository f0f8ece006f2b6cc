import type { Clinic, ClinicSummary, listClinics, Quality, QueryOf, readClinicSummary } from '@csn/contracts';
import type { Axes, Database, Page, Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { ofQuality } from '../reading.ts';
import type { Tables } from '../tables.ts';
import { clinicRegister } from './register.ts';

/** A page of clinics by day; `axes.asOf` is the last day. */
export async function listClinicsHeld(
  db: Queryable,
  axes: Axes,
  filter: Pick<QueryOf<typeof listClinics>, 'from' | 'region' | 'siteId' | 'quality'>,
  page: Page,
): Promise<Clinic[]> {
  const conditions: RawBuilder<unknown>[] = [ofQuality(filter.quality)];
  if (filter.from !== undefined) conditions.push(sql`effective_on >= ${filter.from}::date`);
  if (filter.region) conditions.push(sql`region = any(${filter.region}::text[])`);
  if (filter.siteId !== undefined) conditions.push(sql`site_id = ${filter.siteId}`);
  if (page.position) conditions.push(sql`(effective_on, clinic_id) > (${page.position.after[0]}::date, ${page.position.after[1]}::text)`);
  const { rows } = await sql<Clinic>`
    select clinic_id, effective_on as held_on, place, province, region, site_id, people_served, source, revision from ${clinicRegister.at(axes)} clinic
    where ${sql.join(conditions, sql` and `)} order by effective_on, clinic_id limit ${page.limit + 1}`.execute(db);
  return rows;
}

/** What a summary asks for, beside its last day. */
type SummaryFilter = Pick<QueryOf<typeof readClinicSummary>, 'from' | 'quality'>;

/** The recorded clinics of a period, and of what quality their records are. */
export async function sumClinics(db: Queryable, axes: Axes, filter: SummaryFilter): Promise<ClinicSummary['observed'] & { qualities: Quality[] }> {
  const { rows } = await sql<ClinicSummary['observed'] & { qualities: Quality[] }>`
    select count(*) as clinics, coalesce(sum(people_served), 0)::bigint as people_served, coalesce(array_agg(distinct source->>'quality'), '{}') as qualities
    from ${clinicRegister.at(axes)} clinic where effective_on >= ${filter.from}::date and ${ofQuality(filter.quality)}`.execute(db);
  return rows[0]!;
}

/** The total that a document states for exactly the period from that day to the day of the axes, if it was known by then. */
export async function findStatedTotal(db: Database<Tables>, axes: Axes, filter: SummaryFilter): Promise<NonNullable<ClinicSummary['reported']> | undefined> {
  return db
    .selectFrom('statedClinicTotal')
    .select(['clinics', 'peopleServed', 'source'])
    .where('fromDay', '=', filter.from)
    .where('toDay', '=', axes.asOf)
    .where('recordedAt', '<=', axes.knownAt)
    .where(ofQuality(filter.quality))
    .executeTakeFirst();
}
