import {
  type GroupKey,
  type Measure,
  measureIds,
  measures,
  type Period,
  type Province,
  type Region,
  type SiteKind,
  type Source,
  type Text,
} from '@csn/contracts';
import type { Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { cellsOf, knownIn, type Scope } from './cells.ts';
import type { Known } from './coverage.ts';
import type { Window } from './windows.ts';
import { monthsOf, WorkingDays } from './working-days.ts';

/** One row of a summary as the database adds it up; sums as texts, since they may be larger than a number holds. */
export interface Figure extends Known {
  /** Which window, from 1. */
  readonly idx: number;
  readonly measure: Measure | null;
  readonly region: Region | null;
  readonly province: Province | null;
  readonly siteKind: SiteKind | null;
  readonly siteId: string | null;
  readonly value: string;
  readonly reported: string | null;
  readonly observed: string | null;
  readonly isMixedBasis: boolean;
  readonly isMixedQuality: boolean;
  readonly complete: boolean;
  /** What is added up. */
  readonly measures: readonly Measure[];
  readonly source: Source;
}
export interface Question extends Scope {
  readonly groupBy: readonly GroupKey[];
  readonly workingDays: WorkingDays;
}
export interface Paging {
  readonly after: readonly (string | number | null)[] | undefined;
  readonly limit: number;
}

type Sql = RawBuilder<unknown>;

const placeColumns = { region: 'region', province: 'province', 'site-kind': 'kind', site: 'site_id' } as const;
const withoutSites = measureIds.filter((measure) => !measures[measure].hasSites);

/** The rows of a question over windows, in the order of `sortKeys`; one more than the page tells that there is a next. */
export async function listFigures(db: Queryable, question: Question, windows: readonly Window[], paging?: Paging): Promise<Figure[]> {
  if (!windows.length) return [];
  const keys = question.groupBy.flatMap((key) => (key in placeColumns ? [sql.ref(placeColumns[key as keyof typeof placeColumns])] : []));
  const keyList = keys.length ? sql`, ${sql.join(keys)}` : sql``;
  const bySite = question.groupBy.includes('site');
  const placed = (key: keyof typeof placeColumns): Sql => (question.groupBy.includes(key) ? sql`nullif(${sql.ref(placeColumns[key])}, '')` : sql`null::text`);
  const measureKey = question.groupBy.includes('measure') ? sql`, measure` : sql``;
  const sort = sortColumns(question.groupBy);
  const { rows } = await sql<Figure>`
    with asked as (select * from unnest(${windows.map(({ from }) => from)}::date[], ${windows.map(({ to }) => to)}::date[], ${windows.map(({ days }) => days)}::int[]) with ordinality asked (from_on, to_on, days, idx)),
    ${cellsOf(question, windows, { bySite, byPlace: keys.length > Number(bySite) })},
    by_month as (
      select idx, measure ${keyList}, month, bit_or(day_set) as day_set, sum(value) as value, ${newestByQuality}
      from cell group by idx, measure, month ${keyList}),
    ${knownDays(question, windows)},
    stated as (
      select false as is_reported, idx, measure ${keyList}, sum(value) as value, sum(bit_count(day_set::bit(32))) as days, max(illustrative) as illustrative, max(measured) as measured, max(reported) as reported
      from by_month group by idx, measure ${keyList}
      union all ${reportedTotals(question)}),
    figure as (
      select idx, measure ${keyList}, max(value) filter (where is_reported) as total, max(value) filter (where not is_reported) as observed, max(days) filter (where not is_reported) as days,
        ${sql.join(['illustrative', 'measured', 'reported'].map((quality) => sql`case when bool_or(is_reported) then max(${sql.ref(quality)}) filter (where is_reported) else max(${sql.ref(quality)}) end as ${sql.ref(quality)}`))}
      from stated group by idx, measure ${keyList}),
    result as (
      select asked.idx::int, ${question.groupBy.includes('measure') ? sql`measure` : sql`null::text as measure`}, ${placed('region')} as region, ${placed('province')} as province, ${placed('site-kind')} as site_kind, ${placed('site')} as site_id,
        sum(coalesce(total, observed)) as value, case when bool_and(total is not null) then sum(total) end as reported, sum(${hidesObserved(question) ? sql`case when total is null then observed end` : sql`observed`}) as observed,
        bool_and(total is not null) as is_reported, bool_or(total is not null) and not bool_and(total is not null) as is_mixed_basis, bool_and(total is not null or figure.days = asked.days) as complete,
        num_nonnulls(max(illustrative), max(measured), max(figure.reported)) > 1 as is_mixed_quality, coalesce(max(illustrative), max(measured), max(figure.reported)) as newest_batch,
        array_agg(measure order by measure) as measures, min(known_days) filter (where total is null) as known_days,
        case when bool_and(total is null) then min(first_on) end as first_on, case when bool_and(total is null) then max(last_on) end as last_on
      from figure left join known using (${sql.join(knownKeys(question))}) join asked using (idx) group by asked.idx ${measureKey} ${keyList})
    select result.idx, measure, result.region, province, site_kind, site_id, value::text, reported::text, observed::text, is_reported, is_mixed_basis, is_mixed_quality, complete, measures, first_on, last_on, known_days::int, batch.source
    from result join batch on batch.number = newest_batch
    ${paging?.after && sort.length ? sql`where (${sql.join(sort)}) > (${sql.join(paging.after.map((value) => (typeof value === 'number' ? sql`${value}::int` : sql`${value}::text collate "C"`)))})` : sql``}
    ${sort.length ? sql`order by ${sql.join(sort)}` : sql``} ${paging ? sql`limit ${paging.limit + 1}` : sql``}`.execute(db);
  return rows;
}

/** What is told apart in `known`. */
function knownKeys({ groupBy }: Question): Sql[] {
  return ['idx', 'measure', ...groupBy.filter((key) => key === 'region' || key === 'province')].map((key) => sql.ref(key));
}

/**
 * The days with data, as `known`: of a measure in the whole country, a region or a province. Of single sites and kinds they
 * are not told apart: one that is visited once a week or opens in the middle has no data on the other days, and no gap.
 */
function knownDays(question: Question, windows: readonly Window[]): Sql {
  const { workingDays, today } = question;
  const keys = sql.join(knownKeys(question));
  const ends = windows.flatMap(({ from, to }) => [from, to < today ? to : today]).toSorted();
  const months = monthsOf({ from: ends[0]!, to: ends.at(-1)! });
  return sql`
    known_month as (select ${keys}, month, bit_or(day_set) as day_set from by_month group by ${keys}, month),
    working_month as (select * from unnest(${months.map((month) => `${month}-01`)}::date[], ${months.map((month) => workingDays.inMonth(month))}::int[]) working (month, working_days)),
    known as (
      select ${keys}, min(month + strpos(reverse(day_set::bit(32)::text), '1') - 1) as first_on, max(month + 32 - strpos(day_set::bit(32)::text, '1')) as last_on,
        sum(bit_count((day_set & working_days)::bit(32))) as known_days
      from known_month join working_month using (month) group by ${keys})`;
}

/** A national total that is open to all does not open the counts behind it. */
function hidesObserved(question: Question): boolean {
  return question.visible !== undefined && question.regions === undefined && !question.groupBy.includes('region');
}

const newestByQuality = sql.join(
  ['illustrative', 'measured', 'reported'].map((quality) => sql`max(batch) filter (where quality = ${quality}) as ${sql.ref(quality)}`),
);

/** The reported totals that cover exactly a window and a group. */
function reportedTotals(question: Question): Sql {
  const keys = question.groupBy.flatMap((key) => (key === 'region' ? [sql`entry.region`] : key in placeColumns ? [sql`''::text`] : []));
  return sql`
    select true, asked.idx, entry.measure ${keys.length ? sql`, ${sql.join(keys)}` : sql``}, max(entry.value), 0, ${newestByQuality}
    from asked join entry on entry.from_on = asked.from_on and entry.to_on = asked.to_on
    where entry.basis = 'reported' and ${knownIn(question.known)} and ${statedIn(question)}
    group by asked.idx, entry.measure, entry.region`;
}

/**
 * Whose totals can stand for the rows: the country's, or a region's where rows are of a region. Regional totals do not
 * make a national one; and a measure without sites is of the whole country however the sites are grouped.
 */
function statedPlace({ regions, siteIds, siteKinds, visible, groupBy }: Question): Sql {
  if (siteIds || siteKinds) return sql`false`;
  const isFiner = groupBy.some((key) => key === 'province' || key === 'site-kind' || key === 'site');
  const national = regions ? sql`false` : sql`entry.region = ''`;
  const nationalMeasure = sql`entry.measure = any(${withoutSites}::text[])`;
  if (groupBy.includes('region')) {
    const regional = isFiner
      ? sql`false`
      : sql`entry.region <> '' ${regions ? sql`and entry.region = any(${[...regions]}::text[])` : sql``} ${visible ? sql`and entry.region = any(${[...visible]}::text[])` : sql``}`;
    return sql`(${regional} or ${national} and ${nationalMeasure})`;
  }
  const whole = regions?.length === 1 ? sql`entry.region = ${regions[0]!}` : national;
  return isFiner ? sql`${whole} and ${nationalMeasure}` : whole;
}

/** Names a window of one measure, or (null) of all measures of a question. */
export function inWindow({ idx, measure }: Pick<Figure, 'idx' | 'measure'>): string {
  return `${idx} ${measure ?? ''}`;
}

/** The windows, by `inWindow`, on which a total lies that does not cover exactly them: it cannot be cut. */
export async function findOverlappingTotals(db: Queryable, question: Question, windows: readonly Window[]): Promise<Set<string>> {
  const { rows } = await sql<{ idx: number; measure: Measure | null }>`
    select asked.idx::int as idx, entry.measure from unnest(${windows.map(({ from }) => from)}::date[], ${windows.map(({ to }) => to)}::date[]) with ordinality asked (from_on, to_on, idx)
    join entry on entry.from_on <= asked.to_on and entry.to_on >= asked.from_on
    where entry.basis = 'reported' and ${knownIn(question.known)} and ${statedIn(question)}
    group by grouping sets ((asked.idx, entry.measure), (asked.idx))`.execute(db);
  return new Set(rows.map(inWindow));
}

/** The totals that a question is about. */
function statedIn(question: Question): Sql {
  const ofQualities = question.qualities ? sql`and entry.quality = any(${[...question.qualities]}::text[])` : sql``;
  return sql`entry.measure = any(${[...question.measures]}::text[]) and ${statedPlace(question)} ${ofQualities}`;
}

export async function findWorkingDays(db: Queryable, { from, to }: Period): Promise<WorkingDays> {
  const { rows } = await sql<{ day: string }>`select day from holiday where place = '' and day between ${from}::date and ${to}::date`.execute(db);
  return new WorkingDays(rows.map(({ day }) => day));
}

export interface StatedNote {
  readonly measure: Measure;
  readonly region: string;
  readonly fromOn: string;
  readonly toOn: string;
  readonly code: string;
  readonly text: Text;
}

/** Remarks of documents beside their totals. */
export async function listStatedNotes(db: Queryable, windows: readonly Period[]): Promise<StatedNote[]> {
  if (!windows.length) return [];
  const { rows } = await sql<StatedNote>`
    select measure, region, from_on, to_on, code, text from stated_note
    where (from_on, to_on) in (select * from unnest(${windows.map(({ from }) => from)}::date[], ${windows.map(({ to }) => to)}::date[])) order by code`.execute(
    db,
  );
  return rows;
}

function sortColumns(groupBy: readonly GroupKey[]): Sql[] {
  const names = new Set(
    groupBy.map((key) =>
      key === 'measure' ? 'measure' : key === 'site-kind' ? 'site_kind' : key in placeColumns ? placeColumns[key as keyof typeof placeColumns] : 'idx',
    ),
  );
  return [...names].map((name) => (name === 'idx' ? sql`result.idx` : sql`coalesce(result.${sql.ref(name)}, '') collate "C"`));
}

/** The sort keys of a row, as a cursor keeps them. */
export function sortKeys(groupBy: readonly GroupKey[], figure: Figure): (string | number)[] {
  const keys = new Map<string, string | number>();
  for (const key of groupBy) {
    if (key === 'measure') keys.set(key, figure.measure ?? '');
    else if (key === 'region') keys.set(key, figure.region ?? '');
    else if (key === 'province') keys.set(key, figure.province ?? '');
    else if (key === 'site-kind') keys.set(key, figure.siteKind ?? '');
    else if (key === 'site') keys.set(key, figure.siteId ?? '');
    else keys.set('idx', figure.idx);
  }
  return [...keys.values()];
}
