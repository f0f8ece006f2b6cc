import type { Measure, Period, Region, Source, Text } from '@csn/contracts';
import type { Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { knownIn, type Scope } from '../summary/cells.ts';
import { firstMonday, fourWeeks, method, referencePeriod } from './method.ts';

/** Which counts are looked at. */
type Counts = Omit<Scope, 'totalled'>;

/** A day that stands out, with what it was judged by. */
export interface Outlier {
  readonly measure: Measure;
  readonly siteId: string | null;
  readonly region: Region | null;
  readonly day: string;
  readonly value: number;
  readonly median: number;
  readonly mad: number;
  /** How many days it was judged by. */
  readonly days: number;
  readonly holiday: Text | null;
  readonly source: Source;
}
export interface OutlierPlace {
  readonly day: string;
  readonly measure: string;
  readonly siteId: string;
}

const group = sql`measure, site_id, slot`;
/** `is true` makes it a look-up row by row in a hash; else all counts of the year would be sorted to find those of some sites. */
const ofSuspects = sql`((measure, site_id) in (select measure, site_id from suspect)) is true`;

/**
 * The days that stand out within a period, newest first. Medians are dear where there are a hundred thousand groups of
 * a dozen days, so sums sieve first: a median lies within one standard deviation of the mean, and the spread is at least
 * the root of the median, so a group whose largest and smallest counts are nearer than that holds no outlier. What the
 * sieve keeps is judged by its medians.
 */
export async function listOutliers(db: Queryable, scope: Counts, period: Period, page: { after: OutlierPlace | undefined; limit: number }): Promise<Outlier[]> {
  const around = referencePeriod(period);
  const { threshold, madScale, fewestDays } = method;
  const { rows } = await sql<Outlier>`
    with counted as materialized (
      select measure, site_id, from_on as day, ${slotOf('from_on')} as slot, value::float8 as value, batch, from_on not in (select day from holiday where place = '') as is_reference,
        from_on between ${period.from}::date and ${period.to}::date as is_asked
      from entry where from_on between ${around.from}::date and ${around.to}::date and ${countsOf(scope)}),
    block as (
      select ${group}, count(*) filter (where is_reference) as days, sum(value) filter (where is_reference) as total, sum(value * value) filter (where is_reference) as squares,
        max(value) filter (where is_asked) as highest, min(value) filter (where is_asked and is_reference) as lowest
      from counted group by ${group}),
    sieved as (
      select ${group}, total / days as mean, sqrt(greatest(0, squares / days - (total / days) ^ 2)) + 1e-6 * (1 + total / days) as deviation, highest, lowest
      from (
        select measure, site_id, slot + shift as slot, sum(days) as days, sum(total) as total, sum(squares) as squares,
          max(highest) filter (where shift = 0) as highest, min(lowest) filter (where shift = 0) as lowest
        from block cross join (values (-7), (0), (7)) around (shift) group by measure, site_id, slot + shift) wide
      where days >= ${fewestDays}),
    suspect as materialized (
      select ${group} from sieved
      where highest - greatest(mean - deviation, 0) > ${threshold} * greatest(1, sqrt(greatest(mean - deviation, 0))) or mean + deviation - lowest > ${threshold} * greatest(1, sqrt(mean + deviation))),
    near as materialized (select measure, site_id, slot as judged, slot + shift as slot from suspect cross join (values (-7), (0), (7)) around (shift)),
    middle as (
      select measure, site_id, judged as slot, array_agg(value) as reference, percentile_cont(0.5) within group (order by value) as median
      from counted join near using (${group}) where is_reference and ${ofSuspects} group by measure, site_id, judged),
    pattern as materialized (
      select ${group}, cardinality(reference) as days, median, (select percentile_cont(0.5) within group (order by abs(value - median)) from unnest(reference) value) as mad from middle),
    outlier as materialized (
      select measure, site_id, day, value, batch, days, median, mad from counted join pattern using (${group})
      where is_asked and abs(value - median) > ${threshold} * greatest(1, sqrt(median), ${madScale}::float8 * mad))
    select measure, nullif(site_id, '') as site_id, nullif(site_place.region, '') as region, outlier.day, value, median, mad, days, holiday.name as holiday, batch.source
    from outlier join site_place using (site_id) left join holiday on holiday.place = site_place.province and holiday.day = outlier.day join batch on batch.number = outlier.batch
    where outlier.day >= site_place.from_on and outlier.day < site_place.until_on and (value > median or holiday.day is null) and ${sql.join(placesOf(scope), sql` and `)}
      ${page.after ? sql`and (outlier.day < ${page.after.day}::date or outlier.day = ${page.after.day}::date and (measure collate "C", site_id collate "C") > (${page.after.measure}::text, ${page.after.siteId}::text))` : sql``}
    order by outlier.day desc, measure collate "C", outlier.site_id collate "C" limit ${page.limit + 1}`.execute(db);
  return rows;
}

/** The number of a day’s weekday in its four weeks; that in the four weeks before lies 7 lower. Counted from far back, so that no day is negative. */
function slotOf(column: string): RawBuilder<unknown> {
  const days = sql`(${sql.ref(column)} - ${sql.lit(firstMonday)}::date + ${sql.lit(30_000 * fourWeeks)})`;
  return sql`${days} / ${sql.lit(fourWeeks)} * 7 + ${days} % 7`;
}

/** Observed counts of the series asked about; those of a site that is now elsewhere are told apart by day, later. */
function countsOf(scope: Counts): RawBuilder<unknown> {
  const { measures, siteIds, qualities, regions, visible } = scope;
  const within = [...(regions ? [regions] : []), ...(visible ? [visible] : [])];
  return sql.join(
    [
      sql`entry.basis = 'observed' and entry.region = ''`,
      knownIn(scope.known),
      sql`entry.measure = any(${[...measures]}::text[])`,
      ...(siteIds ? [sql`entry.site_id = any(${[...siteIds]}::text[])`] : []),
      ...(qualities ? [sql`entry.quality = any(${[...qualities]}::text[])`] : []),
      ...within.map((names) => sql`entry.site_id in (select site_id from site_place where region = any(${[...names]}::text[]))`),
    ],
    sql` and `,
  );
}

function placesOf({ regions, visible }: Counts): RawBuilder<unknown>[] {
  return [
    sql`true`,
    ...(regions ? [sql`site_place.region = any(${[...regions]}::text[])`] : []),
    ...(visible ? [sql`site_place.region = any(${[...visible]}::text[])`] : []),
  ];
}
