import type { Measure, Period, Quality, Region, SiteKind } from '@csn/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Known } from '../batches/batch-clock.ts';
import type { Totalled } from '../totals/totalled.ts';
import { daysBetween, type Part, partsOf, type Window } from './windows.ts';

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
  readonly totalled: Totalled;
  readonly today: string;
}
/** What the counts are told apart by. */
export interface Keys {
  readonly bySite: boolean;
  /** By region, province or kind. */
  readonly byPlace: boolean;
}

type Sql = RawBuilder<unknown>;
interface Days extends Period {
  readonly idx: number;
}

/**
 * The observed counts of windows, as common table expressions that end in
 * `cell (idx, measure, site_id, region, province, kind, month, day_set, value, quality, batch)`; no code is the empty
 * text. Whole months come from the totals of months, other days from those of days, and what was known differently then
 * from the counts. Of single sites there are totals of months alone.
 */
export function cellsOf(scope: Scope, windows: readonly Window[], keys: Keys): Sql {
  const parts = windows.flatMap((window, index) => partsIn(scope, window).map((part) => ({ ...part, idx: index + 1 })));
  const ofKind = (kind: Part['kind']): (Part & Days)[] => parts.filter((part) => part.kind === kind);
  const isPlaced = keys.byPlace || scope.regions !== undefined || scope.siteKinds !== undefined || scope.visible !== undefined;
  const isOfSites = keys.bySite || scope.siteIds !== undefined;
  const [months, days, counted] = isOfSites
    ? [ofKind('month'), [], [...ofKind('days'), ...ofKind('counts')]]
    : [ofKind('month'), ofKind('days'), ofKind('counts')];
  const cells = [
    ...(months.length ? (isOfSites ? siteMonthCells(scope, isPlaced, months) : [placeMonthCells(scope, months)]) : []),
    ...(days.length ? [placeDayCells(scope, days)] : []),
    ...(counted.length || !(months.length + days.length) ? [countCells(scope, isPlaced, counted)] : []),
  ];
  return sql`
    whole_month as (select * from unnest(${months.map(({ idx }) => idx)}::int[], ${months.map(({ from }) => from)}::date[]) whole (idx, month)),
    totalled_day as ${calendar(days)},
    counted_day as ${calendar(counted)},
    cell as (${sql.join(cells, sql` union all `)})`;
}

function partsIn({ today, totalled }: Scope, { from, to }: Period): Part[] {
  return partsOf({ from, to: to < today ? to : today }, totalled);
}

/** Are counts read one by one, of which there can be very many? */
export function readsCounts(scope: Scope, windows: readonly Window[], { bySite }: Pick<Keys, 'bySite'>): boolean {
  if (bySite || scope.siteIds) return true;
  return windows.some((window) => partsIn(scope, window).some(({ kind }) => kind === 'counts'));
}

/** Every day of periods, so that counts find their windows by equality: a window a day has thousands of them. */
function calendar(periods: readonly Days[]): Sql {
  return sql`(select idx, day::date as day from unnest(${periods.map(({ idx }) => idx)}::int[], ${periods.map(({ from }) => from)}::date[], ${periods.map(({ to }) => to)}::date[]) period (idx, from_on, to_on),
    generate_series(from_on, to_on, interval '1 day') day)`;
}

function placeMonthCells(scope: Scope, months: readonly Period[]): Sql {
  return sql`
    select whole_month.idx, total.measure, ''::text as site_id, total.region, total.province, total.kind, total.month, total.day_set, total.value, total.quality, total.latest_batch as batch
    from whole_month join place_month total on total.month = whole_month.month
    where ${allOf(within(months, 'total.month'), ofMeasures(scope, 'total'), ofQualities(scope, 'total'), ofPlaces(scope, 'total'))}`;
}

function placeDayCells(scope: Scope, days: readonly Period[]): Sql {
  return sql`
    select totalled_day.idx, total.measure, ''::text as site_id, total.region, total.province, total.kind, ${monthOf('total.day')} as month, ${bitOf('total.day')} as day_set, total.value, total.quality, total.latest_batch as batch
    from totalled_day join place_day total on total.day = totalled_day.day
    where ${allOf(within(days, 'total.day'), ofMeasures(scope, 'total'), ofQualities(scope, 'total'), ofPlaces(scope, 'total'))}`;
}

const itsPlace = sql`place.region, place.province, place.kind`;
const noPlace = sql`''::text as region, ''::text as province, ''::text as kind`;
const countColumns = sql`${monthOf('entry.from_on')} as month, ${bitOf('entry.from_on')} as day_set, entry.value, entry.quality, entry.batch`;
const onItsDay = sql`place.site_id = entry.site_id and entry.from_on >= place.from_on and entry.from_on < place.until_on`;

/** Months of sites; the days of a month in which a site is not the same throughout are read from the counts. */
function siteMonthCells(scope: Scope, isPlaced: boolean, months: readonly Period[]): Sql[] {
  const columns = sql`total.month, total.day_set, total.value, total.quality, total.latest_batch as batch`;
  const wanted = allOf(
    sql`total.day_set <> 0`,
    within(months, 'total.month'),
    ofMeasures(scope, 'total'),
    ofQualities(scope, 'total'),
    ofSites(scope, 'total'),
  );
  if (!isPlaced)
    return [
      sql`select whole_month.idx, total.measure, total.site_id, ${noPlace}, ${columns} from whole_month join month_total total on total.month = whole_month.month where ${wanted}`,
    ];
  return [
    sql`
      select whole_month.idx, total.measure, total.site_id, ${itsPlace}, ${columns}
      from whole_month join month_total total on total.month = whole_month.month
      join site_place place on place.site_id = total.site_id and place.from_on <= total.month and place.until_on >= (total.month + interval '1 month')::date
      where ${wanted} and ${ofPlaces(scope, 'place')}`,
    sql`
      select whole_month.idx, entry.measure, entry.site_id, ${itsPlace}, ${countColumns}
      from whole_month join site_place place on place.from_on < (whole_month.month + interval '1 month')::date and place.until_on > whole_month.month
        and (place.from_on > whole_month.month or place.until_on < (whole_month.month + interval '1 month')::date)
      join entry on ${onItsDay} and entry.from_on >= whole_month.month and entry.from_on < (whole_month.month + interval '1 month')::date
      where ${observedAt(scope)} and ${ofPlaces(scope, 'place')}`,
  ];
}

function countCells(scope: Scope, isPlaced: boolean, days: readonly Period[]): Sql {
  return sql`
    select counted_day.idx, entry.measure, entry.site_id, ${isPlaced ? itsPlace : noPlace}, ${countColumns}
    from counted_day join entry on entry.from_on = counted_day.day ${isPlaced ? sql`join site_place place on ${onItsDay}` : sql``}
    where ${allOf(within(days, 'entry.from_on'), observedAt(scope), isPlaced ? ofPlaces(scope, 'place') : undefined)}`;
}

/** The days of periods as ranges, which an index finds and a join with each day does not. Of very many ranges what lies between is read too. */
function within(periods: readonly Period[], column: string): Sql {
  const ranges: Period[] = [];
  for (const { from, to } of periods.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = ranges.at(-1);
    if (last && (from <= last.to || daysBetween(last.to, from) === 1)) ranges[ranges.length - 1] = { from: last.from, to: to > last.to ? to : last.to };
    else ranges.push({ from, to });
  }
  const few = ranges.length <= 20 ? ranges : [{ from: ranges[0]!.from, to: ranges.at(-1)!.to }];
  return few.length
    ? sql`(${sql.join(
        few.map(({ from, to }) => sql`${sql.ref(column)} between ${from}::date and ${to}::date`),
        sql` or `,
      )})`
    : sql`false`;
}

function observedAt(scope: Scope): Sql {
  return allOf(
    sql`entry.basis = 'observed' and entry.region = ''`,
    knownIn(scope.known),
    ofMeasures(scope, 'entry'),
    ofQualities(scope, 'entry'),
    ofSites(scope, 'entry'),
  );
}

/** The revision that was the present one when the batch of that number was the last. */
export function knownIn(known: Known): Sql {
  return known.isLatest
    ? sql`entry.superseded_by is null`
    : sql`entry.batch <= ${known.number} and (entry.superseded_by is null or entry.superseded_by > ${known.number})`;
}

function ofMeasures({ measures }: Scope, table: string): Sql {
  return sql`${sql.ref(`${table}.measure`)} = any(${[...measures]}::text[])`;
}

function ofQualities({ qualities }: Scope, table: string): Sql | undefined {
  return qualities && sql`${sql.ref(`${table}.quality`)} = any(${[...qualities]}::text[])`;
}

function ofSites({ siteIds }: Scope, table: string): Sql | undefined {
  return siteIds && sql`${sql.ref(`${table}.site_id`)} = any(${[...siteIds]}::text[])`;
}

/** The country as a whole is in no region and of no kind. */
function ofPlaces({ regions, visible, siteKinds }: Scope, table: string): Sql {
  const among = (column: string, values: readonly string[] | undefined): Sql | undefined =>
    values && sql`${sql.ref(`${table}.${column}`)} = any(${[...values]}::text[])`;
  return allOf(among('region', regions), among('region', visible), among('kind', siteKinds));
}

function allOf(...conditions: readonly (Sql | undefined)[]): Sql {
  const present = conditions.filter((condition) => condition !== undefined);
  return present.length ? sql.join(present, sql` and `) : sql`true`;
}

function monthOf(column: string): Sql {
  return sql`date_trunc('month', ${sql.ref(column)})::date`;
}

function bitOf(column: string): Sql {
  return sql`1 << (extract(day from ${sql.ref(column)})::integer - 1)`;
}
