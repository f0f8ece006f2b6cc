import type { Measure, Period, Quality, Region, SiteKind } from '@csn/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Known } from '../batches/batch-clock.ts';
import { cutIntoMonths, daysBetween, type Window } from './windows.ts';

/** Which counts a question is about. */
export interface Scope {
  readonly measures: readonly Measure[];
  /** Regions that were named. */
  readonly regions: readonly Region[] | undefined;
  readonly siteIds: readonly string[] | undefined;
  readonly siteKinds: readonly SiteKind[] | undefined;
  readonly qualities: readonly Quality[] | undefined;
  /** Regions whose observed counts the caller may see; undefined: all. */
  readonly visible: readonly Region[] | undefined;
  readonly known: Known;
  readonly today: string;
}

type Sql = RawBuilder<unknown>;

/**
 * The observed counts of windows, as common table expressions that end in
 * `cell (idx, measure, site_id, kind, region, province, month, day_set, value, quality, batch)`.
 * Whole months come from their totals, the days at the edges one by one; in a month in which a site changed its kind or
 * place its days are read one by one too. What was known earlier is read from the revisions alone.
 */
export function cellsOf(scope: Scope, windows: readonly Window[], withPlaces: boolean): Sql {
  const cuts = windows.map(({ from, to }) => {
    const known = { from, to: to < scope.today ? to : scope.today };
    return scope.known.isLatest ? cutIntoMonths(known) : { months: undefined, edges: [known] };
  });
  const wholeMonths = cuts.flatMap(({ months }, index) => (months ? [{ idx: index + 1, ...months }] : []));
  const singleDays = cuts.flatMap(({ edges }, index) => edges.map((edge) => ({ idx: index + 1, ...edge })));
  const hasPlaces = withPlaces || scope.regions !== undefined || scope.siteKinds !== undefined || scope.visible !== undefined;
  const parts = [
    ...(wholeMonths.length ? [monthCells(scope, hasPlaces)] : []),
    ...(wholeMonths.length && hasPlaces ? [splitMonthCells(scope)] : []),
    ...(singleDays.length ? [dayCells(scope, hasPlaces, singleDays)] : []),
  ];
  return sql`
    whole_month as ${calendar(wholeMonths, 'month')},
    single_day as ${calendar(singleDays, 'day')},
    ${hasPlaces ? sql`${places(scope)},` : sql``}
    cell as (${sql.join(parts, sql` union all `)})`;
}

/** Every month or day of periods, so that counts find their windows by equality: a window a day has thousands of them. */
function calendar(periods: readonly (Period & { readonly idx: number })[], step: 'month' | 'day'): Sql {
  return sql`(select idx, first::date as first from unnest(${periods.map(({ idx }) => idx)}::int[], ${periods.map(({ from }) => from)}::date[], ${periods.map(({ to }) => to)}::date[]) period (idx, from_on, to_on),
    generate_series(from_on, to_on, ${sql.lit(`1 ${step}`)}::interval) first)`;
}

const noPlace = sql`null::text as kind, null::text as region, null::text as province`;
const itsPlace = sql`place.kind, place.region, place.province`;
const itsMonth = sql`date_trunc('month', entry.from_on)::date`;
const dayColumns = sql`${itsMonth} as month, 1 << (extract(day from entry.from_on)::integer - 1) as day_set, entry.value, entry.quality, entry.batch`;

function monthCells(scope: Scope, hasPlaces: boolean): Sql {
  return sql`
    select whole_month.idx, total.measure, total.site_id, ${hasPlaces ? itsPlace : noPlace}, total.month, total.day_set, total.value, total.quality, total.latest_batch as batch
    from whole_month join month_total total on total.month = whole_month.first
    ${hasPlaces ? sql`join place on place.site_id = total.site_id and place.from_on <= total.month and place.until_on >= (total.month + interval '1 month')::date` : sql``}
    where total.day_set <> 0 and ${sql.join(filters(scope, 'total'), sql` and `)}`;
}

function dayCells(scope: Scope, hasPlaces: boolean, days: readonly Period[]): Sql {
  return sql`
    select single_day.idx, entry.measure, entry.site_id, ${hasPlaces ? itsPlace : noPlace}, ${dayColumns}
    from single_day join entry on entry.from_on = single_day.first
    ${hasPlaces ? sql`join place on place.site_id = entry.site_id and entry.from_on >= place.from_on and entry.from_on < place.until_on` : sql``}
    where ${observedAt(scope)} and (${sql.join(
      rangesOf(days).map(({ from, to }) => sql`entry.from_on between ${from}::date and ${to}::date`),
      sql` or `,
    )})`;
}

/** The ranges that an index can find: periods that follow each other are one; of very many what lies between is read too. */
function rangesOf(periods: readonly Period[]): Period[] {
  const ranges: Period[] = [];
  for (const { from, to } of periods.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = ranges.at(-1);
    if (last && (from <= last.to || daysBetween(last.to, from) === 1)) ranges[ranges.length - 1] = { from: last.from, to: to > last.to ? to : last.to };
    else ranges.push({ from, to });
  }
  return ranges.length <= 20 ? ranges : [{ from: ranges[0]!.from, to: ranges.at(-1)!.to }];
}

function splitMonthCells(scope: Scope): Sql {
  return sql`
    select whole_month.idx, entry.measure, entry.site_id, place.kind, place.region, place.province, ${dayColumns}
    from piece place join entry on entry.site_id = place.site_id and entry.from_on >= place.from_on and entry.from_on < place.until_on
    join whole_month on whole_month.first = ${itsMonth}
    where ${observedAt(scope)}`;
}

function observedAt(scope: Scope): Sql {
  return sql.join([sql`entry.basis = 'observed' and entry.region = ''`, knownIn(scope.known), ...filters(scope, 'entry')], sql` and `);
}

/** The revision that was the present one when the batch of that number was the last. */
export function knownIn(known: Known): Sql {
  return known.isLatest
    ? sql`entry.superseded_by is null`
    : sql`entry.batch <= ${known.number} and (entry.superseded_by is null or entry.superseded_by > ${known.number})`;
}

function filters(scope: Scope, table: 'total' | 'entry'): Sql[] {
  const column = (name: string): Sql => sql.ref(`${table}.${name}`);
  return [
    sql`${column('measure')} = any(${[...scope.measures]}::text[])`,
    ...(scope.qualities ? [sql`${column('quality')} = any(${[...scope.qualities]}::text[])`] : []),
    ...(scope.siteIds ? [sql`${column('site_id')} = any(${[...scope.siteIds]}::text[])`] : []),
  ];
}

/**
 * Where and what each site is from when to when, as the register knows it now. `place` has the asked ones; the country
 * as a whole is the one without a code. `piece` is the part of a month in which a site is not the same throughout.
 */
function places(scope: Scope): Sql {
  const wanted = [
    ...(scope.regions ? [sql`region = any(${[...scope.regions]}::text[])`] : []),
    ...(scope.visible ? [sql`region = any(${[...scope.visible]}::text[])`] : []),
    ...(scope.siteKinds ? [sql`kind = any(${[...scope.siteKinds]}::text[])`] : []),
  ];
  return sql`
    site_version as (select distinct on (site_id, effective_on) site_id, effective_on, kind, region, province from known_site_version
      ${scope.siteIds ? sql`where site_id = any(${[...scope.siteIds]}::text[])` : sql``} order by site_id, effective_on, revision desc),
    site_turn as (select *, concat_ws(' ', kind, region, province) is distinct from lag(concat_ws(' ', kind, region, province)) over (partition by site_id order by effective_on) as is_turn from site_version),
    site_span as (
      select site_id, kind, region, province, effective_on as from_on, lead(effective_on, 1, 'infinity'::date) over (partition by site_id order by effective_on) as until_on from site_turn where is_turn
      union all select '', null, null, null, '-infinity'::date, 'infinity'::date),
    place as materialized (select * from site_span ${wanted.length ? sql`where ${sql.join(wanted, sql` and `)}` : sql``}),
    piece as (
      select site_id, kind, region, province, from_on, least(until_on, (date_trunc('month', from_on) + interval '1 month')::date) as until_on from place where from_on > date_trunc('month', from_on)::date
      union all
      select site_id, kind, region, province, date_trunc('month', until_on)::date, until_on from place where until_on > date_trunc('month', until_on)::date and date_trunc('month', until_on)::date >= from_on)`;
}
