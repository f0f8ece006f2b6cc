import { type Measure, type Period, type Region, type Source } from '@csn/contracts';
import type { Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import { cellsOf, knownIn, type Scope } from '../summary/cells.ts';
import { windowOf } from '../summary/windows.ts';

/** What a document states for a period, and what was observed in it. */
export interface Comparison extends Period {
  readonly measure: Measure;
  readonly region: Region | null;
  readonly reported: string;
  readonly source: Source;
  readonly observed: string | null;
  readonly daysWithData: number | null;
}
type Total = Omit<Comparison, 'observed' | 'daysWithData'>;

/** Every total for a period within the one asked for, in the order of measures, regions (the country first) and days. */
export async function compareTotals(db: Queryable, scope: Scope, period: Period): Promise<Comparison[]> {
  const totals = await listTotals(db, scope, period);
  const periods = [...new Map(totals.map(({ from, to }) => [`${from} ${to}`, { from, to }])).values()];
  const places = new Map(periods.map(({ from, to }, index) => [`${from} ${to}`, index + 1]));
  const sums = await sumObserved(db, scope, periods);
  return totals.map((total) => {
    const sum = sums.get(keyOf(places.get(`${total.from} ${total.to}`)!, total.measure, total.region ?? ''));
    return { ...total, observed: sum?.value ?? null, daysWithData: sum?.days ?? null };
  });
}

async function listTotals(db: Queryable, { measures, regions, qualities, visible, known }: Scope, { from, to }: Period): Promise<Total[]> {
  const { rows } = await sql<Total>`
    select entry.measure, nullif(entry.region, '') as region, entry.from_on as "from", entry.to_on as "to", entry.value::text as reported, batch.source
    from entry join batch on batch.number = entry.batch
    where entry.basis = 'reported' and ${knownIn(known)} and entry.from_on >= ${from}::date and entry.to_on <= ${to}::date and entry.measure = any(${[...measures]}::text[])
      ${regions ? sql`and entry.region = any(${[...regions]}::text[])` : sql``} ${visible ? sql`and (entry.region = '' or entry.region = any(${[...visible]}::text[]))` : sql``}
      ${qualities ? sql`and entry.quality = any(${[...qualities]}::text[])` : sql``}
    order by entry.measure, entry.region, entry.from_on, entry.to_on`.execute(db);
  return rows;
}

/** The sums of the observed days of periods, by measure, of each region and of the country: without a region they are of all that may be seen. */
async function sumObserved(db: Queryable, scope: Scope, periods: readonly Period[]): Promise<Map<string, { value: string; days: number }>> {
  if (!periods.length) return new Map();
  const windows = periods.map(({ from, to }) => windowOf(from, to, scope.today));
  const { rows } = await sql<{ idx: number; measure: Measure; region: string; value: string; days: number }>`
    with ${cellsOf(scope, windows, { bySite: false, byPlace: true })},
    by_month as (
      select idx, measure, case when grouping(region) = 0 then region else '' end as region, month, bit_or(day_set) as days, sum(value) as value
      from cell group by grouping sets ((idx, measure, month, region), (idx, measure, month)) having grouping(region) = 1 or region <> '')
    select idx, measure, region, sum(value)::text as value, sum(bit_count(days::bit(32)))::integer as days from by_month group by idx, measure, region`.execute(
    db,
  );
  return new Map(rows.map(({ idx, measure, region, value, days }) => [keyOf(idx, measure, region), { value, days }]));
}

function keyOf(idx: number, measure: string, region: string): string {
  return `${idx} ${measure} ${region}`;
}
