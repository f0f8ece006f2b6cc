import type { NetworkSummary, Quality } from '@csn/contracts';
import type { Axes, Database, Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import { ofQuality } from '../reading.ts';
import { siteRegister } from '../sites/register.ts';
import type { Tables } from '../tables.ts';

/** What is open in a region, and of which qualities the records are. */
export type RegionCounts = Omit<NetworkSummary['byRegion'][number], 'source'> & { readonly qualities: readonly Quality[] };

/** Open sites by region and kind, counted in the register, if their records are of these qualities. Every region has its row, also with nothing open. */
export async function countOpenSites(db: Queryable, axes: Axes, qualities: readonly Quality[] | undefined): Promise<RegionCounts[]> {
  const { rows } = await sql<{
    region: RegionCounts['region'];
    centres: number;
    consolidated: number;
    passport: number;
    outreach: number;
    partners: number;
    qualities: Quality[];
  }>`
    select region.code as region,
      count(*) filter (where kind = 'service-canada-centre') as centres,
      count(*) filter (where kind = 'consolidated-centre') as consolidated,
      count(*) filter (where kind = 'passport-service-site') as passport,
      count(*) filter (where kind = 'scheduled-outreach') as outreach,
      count(*) filter (where kind = 'delivery-partner') as partners,
      coalesce(array_agg(distinct site.source->>'quality') filter (where site.source is not null), '{}') as qualities
    from unnest(array['atlantic', 'quebec', 'ontario', 'western-territories']) with ordinality region (code, place)
    left join ${siteRegister.at(axes)} site on site.region = region.code and site.state = 'open' and ${ofQuality(qualities, 'site')}
    group by region.code, region.place order by region.place`.execute(db);
  return rows.map(({ region, centres, consolidated, passport, outreach, partners, qualities: counted }) => ({
    region,
    serviceCanadaCentres: { total: centres + consolidated, standAlone: centres, consolidated },
    passportServiceSites: passport,
    scheduledOutreach: outreach,
    deliveryPartners: partners,
    qualities: counted,
  }));
}

/** What a document of these qualities states for that very day, if it was known by then. */
export async function findStatedCounts(
  db: Database<Tables>,
  { asOf, knownAt }: Axes,
  qualities: readonly Quality[] | undefined,
): Promise<NonNullable<NetworkSummary['reported']> | undefined> {
  const row = await db
    .selectFrom('statedCount')
    .select(['counts', 'source'])
    .where('asOf', '=', asOf)
    .where('recordedAt', '<=', knownAt)
    .where(ofQuality(qualities))
    .executeTakeFirst();
  return row && { ...row.counts, source: row.source };
}
