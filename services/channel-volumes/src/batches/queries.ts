import type { BatchEntry, Measure } from '@csn/contracts';
import type { Database, Page, Queryable, Tx } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { addToTotals } from '../totals/queries.ts';
import { takeBatchNumber } from './batch-clock.ts';
import type { CheckedEntry } from './check-entries.ts';
import type { StoredLineError } from './line-errors.ts';
import type { BatchHead } from './progress.ts';

export interface Batch extends BatchHead {
  readonly errors: readonly StoredLineError[];
  readonly rejected: number;
}
export interface Counts {
  readonly received: number;
  readonly accepted: number;
  readonly revised: number;
  readonly unchanged: number;
  readonly rejected: number;
}

/** The good entries of a batch, each cell once. */
export interface Staged {
  /** A source of rows `(measure, site_id, region, from_on, to_on, value, basis)`: parameters of a document, a table of a stream. */
  readonly rows: RawBuilder<unknown>;
  readonly count: number;
  readonly measures: readonly Measure[];
  /** The first and the last day on which an entry begins. */
  readonly first: string;
  readonly last: string;
}

export function stagedFrom(entries: readonly CheckedEntry[]): Staged {
  const column = <Name extends keyof CheckedEntry>(name: Name): CheckedEntry[Name][] => entries.map((entry) => entry[name]);
  const days = column('from').toSorted();
  return {
    rows: sql`unnest(${column('measure')}::text[], ${column('siteId')}::text[], ${column('region')}::text[], ${column('from')}::date[], ${column('to')}::date[], ${column('value')}::bigint[], ${column('basis')}::text[])
      staged (measure, site_id, region, from_on, to_on, value, basis)`,
    count: entries.length,
    measures: [...new Set(column('measure'))],
    first: days[0] ?? '',
    last: days.at(-1) ?? '',
  };
}

const sameCell = sql`(entry.measure, entry.site_id, entry.region, entry.from_on, entry.to_on) = (staged.measure, staged.site_id, staged.region, staged.from_on, staged.to_on) and entry.superseded_by is null`;

/** What a batch would do now. */
export async function previewBatch(db: Queryable, staged: Staged): Promise<Pick<Counts, 'accepted' | 'revised' | 'unchanged'>> {
  const { rows } = await sql<Pick<Counts, 'accepted' | 'revised' | 'unchanged'>>`
    select count(*) filter (where entry.value is null) as accepted, count(*) filter (where entry.value <> staged.value) as revised, count(*) filter (where entry.value = staged.value) as unchanged
    from ${staged.rows} left join entry on ${sameCell}`.execute(db);
  return rows[0]!;
}

/** Writes a batch: revisions, totals and receipt. */
export async function insertBatch(tx: Tx<Tables>, batch: Batch, staged: Staged): Promise<Counts & { recordedAt: string }> {
  const { number, at } = await takeBatchNumber(tx);
  const isNew = staged.count >= worthAsking && !(await isAnyPresent(tx, staged));
  const revised = isNew ? 0 : await supersede(tx, staged, number);
  const inserted = await insertRevisions(tx, staged, number, batch.source.quality, isNew);
  await addToTotals(tx, number);
  const { count } = staged;
  const counts = { received: count + batch.rejected, accepted: inserted - revised, revised, unchanged: count - inserted, rejected: batch.rejected };
  const { batchId, actor, region, source, override, errors } = batch;
  await tx
    .insertInto('batch')
    .values({ number, batchId, recordedAt: at, actor, region, source: JSON.stringify(source), override, ...counts, errors: JSON.stringify(errors) })
    .execute();
  return { ...counts, recordedAt: at };
}

/** For fewer entries comparing them is as quick as asking whether there is anything to compare with. */
const worthAsking = 1000;

/** Is anything known of these measures on these days? Of days that nobody has counted yet nothing need be compared. */
async function isAnyPresent(tx: Queryable, { measures, first, last }: Staged): Promise<boolean> {
  const within = (basis: string) => sql`exists (
    select from entry where basis = ${sql.lit(basis)} and superseded_by is null and measure = any(${[...measures]}::text[]) and from_on between ${first}::date and ${last}::date)`;
  const { rows } = await sql<{ found: boolean }>`select ${within('observed')} or ${within('reported')} as found`.execute(tx);
  return rows[0]!.found;
}

async function supersede(tx: Queryable, { rows, count }: Staged, number: number): Promise<number> {
  if (!count) return 0;
  const { numAffectedRows } = await sql`update entry set superseded_by = ${number} from ${rows} where ${sameCell} and entry.value <> staged.value`.execute(tx);
  return Number(numAffectedRows);
}

/** What was superseded has no present revision now, so what is new or revised is what has none. (Leaving that to `on conflict` takes half as long again.) */
async function insertRevisions(tx: Queryable, { rows, count }: Staged, number: number, quality: string, isNew: boolean): Promise<number> {
  if (!count) return 0;
  const { numAffectedRows } = await sql`
    insert into entry (batch, measure, site_id, region, from_on, to_on, value, basis, quality)
    select ${number}::bigint, measure, site_id, region, from_on, to_on, value, basis, ${quality} from ${rows}
    ${isNew ? sql`` : sql`where not exists (select from entry where ${sameCell})`}`.execute(tx);
  return Number(numAffectedRows);
}

export async function findBatch(db: Database<Tables>, batchId: string) {
  return db
    .selectFrom('batch')
    .select(['number', 'batchId', 'recordedAt', 'region', 'source', 'override', 'received', 'accepted', 'revised', 'unchanged', 'rejected', 'errors'])
    .where('batchId', '=', batchId)
    .executeTakeFirst();
}

/** The revisions that a batch made, in the order of their cells; one more than the page tells that there is a next. */
export async function listRevisions(db: Queryable, number: number, page: Page): Promise<BatchEntry[]> {
  const [measure, siteId, region, from, to] = page.position?.after ?? [];
  const beyond = page.position
    ? sql`and (entry.measure, entry.site_id, entry.region, entry.from_on, entry.to_on) > (${measure}::text, ${siteId}::text, ${region}::text, ${from}::date, ${to}::date)`
    : sql``;
  const { rows } = await sql<BatchEntry>`
    select entry.measure, nullif(entry.site_id, '') as site_id, nullif(entry.region, '') as region, entry.from_on as "from", entry.to_on as "to", entry.value, before.value as previous, entry.basis
    from entry left join entry before
      on before.superseded_by = entry.batch and (before.measure, before.site_id, before.region, before.from_on, before.to_on) = (entry.measure, entry.site_id, entry.region, entry.from_on, entry.to_on)
    where entry.batch = ${number} ${beyond}
    order by entry.measure, entry.site_id, entry.region, entry.from_on, entry.to_on limit ${page.limit + 1}`.execute(db);
  return rows;
}
