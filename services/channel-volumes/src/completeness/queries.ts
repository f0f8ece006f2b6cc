import { type CompletenessRow, measures, type Period } from '@csn/contracts';
import type { Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { cellsOf, type Scope } from '../summary/cells.ts';
import { windowOf } from '../summary/windows.ts';

interface Totals {
  readonly series: number;
  readonly expectedDays: number;
  readonly daysWithData: number;
  readonly missingDays: number;
  readonly unexpectedDays: number;
  /** Sites for which the register gives no hours on some of the days. */
  readonly sitesWithoutHours: number;
}

/**
 * Days with and without data of each series, in the order of measures and sites, with the totals of all; one row more
 * than the page tells that there is a next. Days are bits of their month, as in the totals of months: a year of all
 * sites is some thousand of them instead of hundreds of thousands of days.
 */
export async function listCompleteness(
  db: Queryable,
  scope: Scope,
  period: Period,
  page: { after: { measure: string; siteId: string } | undefined; limit: number },
): Promise<{ rows: CompletenessRow[]; totals: Totals }> {
  const { rows } = await sql<{ totals: Totals; rows: CompletenessRow[] }>`
    with ${cellsOf(scope, [windowOf(period.from, period.to, scope.today)], { bySite: true, byPlace: false })},
    counted as (select measure, site_id, month, bit_or(day_set) as days from cell group by measure, site_id, month),
    ${expectedMonths(scope, period)},
    status as materialized (
      select measure, site_id, month, lacks_hours, expected & (past | coalesce(counted.days, 0)) as expected, coalesce(counted.days, 0) & series_month.days as counted
      from series_month left join counted using (measure, site_id, month)),
    series as (
      select measure, site_id, ${daysIn('expected')} as expected_days, ${daysIn('expected & counted')} as days_with_data, ${daysIn('expected & ~counted')} as missing_days,
        ${daysIn('counted & ~expected')} as unexpected_days, bool_or(lacks_hours and expected <> 0) as lacks_hours
      from status where expected | counted <> 0 group by measure, site_id),
    page as (
      select * from series ${page.after ? sql`where (measure collate "C", site_id collate "C") > (${page.after.measure}::text, ${page.after.siteId}::text)` : sql``}
      order by measure collate "C", site_id collate "C" limit ${page.limit + 1}),
    gap as (
      select measure, site_id, min(day) as "from", max(day) as "to"
      from (
        select measure, site_id, month + place as day, month + place - row_number() over (partition by measure, site_id order by month, place)::integer as island
        from page join status using (measure, site_id) cross join generate_series(0, 30) place where expected & ~counted & (1 << place) <> 0) missing
      group by measure, site_id, island),
    gaps as (select measure, site_id, json_agg(json_build_object('from', "from", 'to', "to") order by "from") as gaps from gap group by measure, site_id),
    place as (select distinct on (site_id) site_id, region from site_span where site_id in (select site_id from page) and from_on <= to_on order by site_id, from_on desc)
    select
      (select json_build_object('series', count(*), 'expectedDays', coalesce(sum(expected_days), 0), 'daysWithData', coalesce(sum(days_with_data), 0), 'missingDays', coalesce(sum(missing_days), 0),
        'unexpectedDays', coalesce(sum(unexpected_days), 0), 'sitesWithoutHours', count(*) filter (where lacks_hours)) from series) as totals,
      (select coalesce(json_agg(json_build_object('measure', measure, 'siteId', nullif(site_id, ''), 'region', region, 'expectedDays', expected_days, 'daysWithData', days_with_data, 'missingDays', missing_days,
        'unexpectedDays', unexpected_days, 'gaps', coalesce(gaps, '[]')) order by measure collate "C", site_id collate "C"), '[]')
        from page left join place using (site_id) left join gaps using (measure, site_id)) as rows`.execute(db);
  return rows[0]!;
}

function daysIn(bits: string): RawBuilder<unknown> {
  return sql`sum(bit_count((${sql.raw(bits)})::bit(32)))`;
}

/**
 * The months of each series, as common table expressions that end in
 * `series_month (measure, site_id, month, days, expected, past, lacks_hours)`: its days within the period, those on which
 * data is expected, and those that are over. Weekdays are bits too, Monday the first; without hours they are Monday to
 * Friday. Sunday’s hours stand for Sundays and holidays. Processing units serve nobody.
 */
function expectedMonths({ measures: asked, regions, siteIds, visible, today }: Scope, { from, to }: Period): RawBuilder<unknown> {
  const sited = asked.filter((measure) => measures[measure].hasSites);
  const unsited = regions || siteIds || visible ? [] : asked.filter((measure) => !measures[measure].hasSites);
  const wanted = [...(regions ? [sql`region = any(${[...regions]}::text[])`] : []), ...(visible ? [sql`region = any(${[...visible]}::text[])`] : [])];
  return sql`
    calendar as (
      select day::date as day, date_trunc('month', day)::date as month, 1 << extract(day from day)::integer - 1 as bit, 1 << extract(isodow from day)::integer - 1 as weekday
      from generate_series(${from}::timestamp, ${to}::timestamp, interval '1 day') day),
    whole as (select month, bit_or(bit) as days, coalesce(bit_or(bit) filter (where day < ${today}::date), 0) as past from calendar group by month),
    site_version as (
      select distinct on (site_id, effective_on) site_id, effective_on, region, province, state = 'open' and kind <> 'processing-unit' as is_open, hours from known_site_version
      where effective_on <= ${to}::date ${siteIds ? sql`and site_id = any(${[...siteIds]}::text[])` : sql``} order by site_id, effective_on, revision desc),
    site_span as materialized (
      select site_id, region, province, is_open, greatest(effective_on, ${from}::date) as from_on, lead(effective_on, 1, ${to}::date + 1) over (partition by site_id order by effective_on) - 1 as to_on,
        coalesce(weekdays, 31) as weekdays, weekdays is null as lacks_hours
      from site_version, lateral (
        select bit_or(1 << array_position(array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'], day #>> '{}') - 1) as weekdays from jsonb_path_query(hours, '$[*].days[*]') day) served),
    pattern as (
      select province, weekdays, month, bit_or(bit) as days from (select distinct province, weekdays from site_span) opening cross join calendar
      where weekdays & weekday <> 0 and (weekdays & 64 <> 0 or not exists (select from holiday where place = province and holiday.day = calendar.day)) group by province, weekdays, month),
    site_month as (
      select site_id, month, bit_or(span_days) as days, coalesce(bit_or(span_days & pattern.days) filter (where is_open), 0) as expected, bool_or(lacks_hours and is_open) as lacks_hours
      from site_span join (select month, days from whole) within_period on from_on < (month + interval '1 month')::date and to_on >= month
        cross join lateral (select ((((1::bigint << (least(to_on - month, 30) - greatest(from_on - month, 0) + 1)) - 1) << greatest(from_on - month, 0)) & within_period.days)::integer as span_days) bits
        left join pattern using (province, weekdays, month)
      where from_on <= to_on ${wanted.length ? sql`and ${sql.join(wanted, sql` and `)}` : sql``} group by site_id, month),
    series_month as (
      select measure, site_id, month, site_month.days, expected, past, lacks_hours from unnest(${sited}::text[]) sited (measure) cross join site_month join whole using (month)
      union all
      select measure, '', month, days, served, past, false
      from unnest(${unsited}::text[], ${unsited.map((measure) => measures[measure].isDaily)}::boolean[]) unsited (measure, is_daily) cross join whole
        cross join lateral (
          select coalesce(bit_or(bit), 0) as served from calendar where calendar.month = whole.month
            and (is_daily or weekday < 32 and not exists (select from holiday where place = '' and holiday.day = calendar.day))) serving)`;
}
