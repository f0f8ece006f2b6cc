import type { BatchEntry, Region, Source } from '@csn/contracts';
import type { Database, Page, Queryable, Tx } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { addToTotals } from '../totals/queries.ts';
import { takeBatchNumber } from './batch-clock.ts';
import type { CheckedEntry } from './check-entries.ts';
import type { StoredLineError } from './line-errors.ts';

export interface Batch {
  readonly batchId: string;
  readonly actor: string;
  readonly region: Region | null;
  readonly source: Source;
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

/** Rows `(measure, site_id, region, from_on, to_on, value, basis)` that a batch brings, each cell once: parameters here, a table for streams. */
type Staged = RawBuilder<unknown>;

export function stagedFrom(entries: readonly CheckedEntry[]): Staged {
  const column = (name: keyof CheckedEntry): (string | number)[] => entries.map((entry) => entry[name]);
  return sql`unnest(${column('measure')}::text[], ${column('siteId')}::text[], ${column('region')}::text[], ${column('from')}::date[], ${column('to')}::date[], ${column('value')}::bigint[], ${column('basis')}::text[])
    staged (measure, site_id, region, from_on, to_on, value, basis)`;
}

const sameCell = sql`(entry.measure, entry.site_id, entry.region, entry.from_on, entry.to_on) = (staged.measure, staged.site_id, staged.region, staged.from_on, staged.to_on) and entry.superseded_by is null`;

/** What a batch would do now. */
export async function previewBatch(db: Queryable, staged: Staged): Promise<Pick<Counts, 'accepted' | 'revised' | 'unchanged'>> {
  const { rows } = await sql<Pick<Counts, 'accepted' | 'revised' | 'unchanged'>>`
    select count(*) filter (where entry.value is null) as accepted, count(*) filter (where entry.value <> staged.value) as revised, count(*) filter (where entry.value = staged.value) as unchanged
    from ${staged} left join entry on ${sameCell}`.execute(db);
  return rows[0]!;
}

/** Writes a batch: revisions, month totals and receipt. */
export async function insertBatch(tx: Tx<Tables>, batch: Batch, staged: Staged, stagedCount: number): Promise<Counts & { recordedAt: string }> {
  const { number, at } = await takeBatchNumber(tx);
  const revised = stagedCount ? await supersede(tx, staged, number) : 0;
  const inserted = stagedCount ? await insertRevisions(tx, staged, number, batch.source.quality) : 0;
  await addToTotals(tx, number);
  const counts = { received: stagedCount + batch.rejected, accepted: inserted - revised, revised, unchanged: stagedCount - inserted, rejected: batch.rejected };
  const { batchId, actor, region, source, errors } = batch;
  await tx
    .insertInto('batch')
    .values({ number, batchId, recordedAt: at, actor, region, source: JSON.stringify(source), ...counts, errors: JSON.stringify(errors) })
    .execute();
  return { ...counts, recordedAt: at };
}

async function supersede(tx: Queryable, staged: Staged, number: number): Promise<number> {
  const { numAffectedRows } = await sql`update entry set superseded_by = ${number} from ${staged} where ${sameCell} and entry.value <> staged.value`.execute(
    tx,
  );
  return Number(numAffectedRows);
}

/** What was superseded has no present revision now, so what is new or revised is what has none. (Leaving that to `on conflict` takes half as long again.) */
async function insertRevisions(tx: Queryable, staged: Staged, number: number, quality: string): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into entry (batch, measure, site_id, region, from_on, to_on, value, basis, quality)
    select ${number}::bigint, measure, site_id, region, from_on, to_on, value, basis, ${quality} from ${staged}
    where not exists (select from entry where ${sameCell})`.execute(tx);
  return Number(numAffectedRows);
}

export async function findBatch(db: Database<Tables>, batchId: string) {
  return db
    .selectFrom('batch')
    .select(['number', 'batchId', 'recordedAt', 'region', 'source', 'received', 'accepted', 'revised', 'unchanged', 'rejected', 'errors'])
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
