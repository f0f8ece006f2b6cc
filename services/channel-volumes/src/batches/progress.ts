import type { Region, Source } from '@csn/contracts';
import { type Database, Problem, type Queryable } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import type { Findings } from './check-entries.ts';
import type { StoredLineError } from './line-errors.ts';

/** Who sends which batch. */
export interface BatchHead {
  readonly batchId: string;
  readonly actor: string;
  readonly region: Region | null;
  readonly source: Source;
  readonly override: string | null;
}
/** How far a running batch has come. */
export interface BatchProgress extends BatchHead {
  readonly state: 'receiving' | 'storing';
  readonly received: number;
  readonly rejected: number;
  readonly errors: readonly StoredLineError[];
}

/**
 * Held by the own transaction of a running batch, so that it ends with it, also where a process or the database dies: who
 * sends the batch again then has its code at once, and while the database still undoes the dead one nobody has.
 */
const lockOf = (batchId: RawBuilder<unknown>) => sql`hashtextextended('batch ' || ${batchId}, 0)`;
const isRunning = sql`exists (
  select from pg_locks where locktype = 'advisory' and objsubid = 1 and granted
    and database = (select oid from pg_database where datname = current_database()) and (classid::bigint << 32) | objid::bigint = ${lockOf(sql`batch_id`)})`;
const movesEvery = 1000;

/** Tells, outside the batch's own transaction, how far it has come; ends with the batch, whatever became of it. */
export class ProgressReport implements Disposable {
  readonly #db: Queryable;
  readonly #batchId: string;
  #latest: Pick<BatchProgress, 'state' | 'received' | 'rejected' | 'errors'> = { state: 'receiving', received: 0, rejected: 0, errors: [] };
  #movedAt = 0;
  #later: NodeJS.Timeout | undefined;
  #written: Promise<void> = Promise.resolve();
  #hasEnded = false;

  private constructor(db: Queryable, batchId: string) {
    this.#db = db;
    this.#batchId = batchId;
  }

  /** @throws Problem batch-exists: a batch of this code is running or was recorded */
  static async begin(db: Queryable, tx: Queryable, { batchId, actor, region, source, override }: BatchHead): Promise<ProgressReport> {
    const lock = await sql<{ isOurs: boolean }>`select pg_try_advisory_xact_lock(${lockOf(sql`${batchId}::text`)}) as is_ours`.execute(tx);
    if (!lock.rows[0]?.isOurs) throw new Problem('batch-exists', { values: { batchId } });
    const { rows } = await sql`
      insert into batch_progress (batch_id, actor, region, source, override, state, received, rejected, errors)
      select ${batchId}, ${actor}, ${region}, ${JSON.stringify(source)}::jsonb, ${override}, 'receiving', 0, 0, '[]'
      where not exists (select from batch where batch_id = ${batchId})
      on conflict (batch_id) do update set actor = excluded.actor, region = excluded.region, source = excluded.source, override = excluded.override,
        state = excluded.state, received = 0, rejected = 0, errors = '[]'
      returning 1`.execute(db);
    if (!rows.length) throw new Problem('batch-exists', { values: { batchId } });
    return new ProgressReport(db, batchId);
  }

  /** Cheap to call often: it writes once a second, and what came last a second later at most, also if the sender pauses then. */
  async move(received: number, { rejected, errors }: Findings, state: BatchProgress['state'] = 'receiving'): Promise<void> {
    this.#latest = { state, received, rejected, errors };
    const wait = this.#movedAt + movesEvery - performance.now();
    if (state !== 'receiving' || wait <= 0) return this.#write();
    this.#later ??= setTimeout(() => void this.#write().catch(() => undefined), wait);
  }

  /** One after the other, so that a state never comes after the next one. */
  #write(): Promise<void> {
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#movedAt = performance.now();
    const { state, received, rejected, errors } = this.#latest;
    const moved = sql`
      update batch_progress set state = ${state}, received = ${received}, rejected = ${rejected}, errors = ${JSON.stringify(errors)}::jsonb
      where batch_id = ${this.#batchId}`;
    this.#written = this.#written.then(async () => void (await moved.execute(this.#db)));
    return this.#written;
  }

  /** Gives way to the receipt, in the batch's own transaction: who asks meanwhile finds one or the other. */
  async end(tx: Queryable): Promise<void> {
    await sql`delete from batch_progress where batch_id = ${this.#batchId}`.execute(tx);
    this.#hasEnded = true;
  }

  /** Of a batch that came to nothing. Nobody waits for it: its transaction may still hold the row. */
  [Symbol.dispose](): void {
    clearTimeout(this.#later);
    if (!this.#hasEnded) sql`delete from batch_progress where batch_id = ${this.#batchId}`.execute(this.#db).catch(() => undefined);
  }
}

/** Of a batch that is running; what a dead one left is not told. */
export async function findProgress(db: Database<Tables>, batchId: string): Promise<BatchProgress | undefined> {
  const { rows } = await sql<BatchProgress>`
    select batch_id, actor, region, source, override, state, received, rejected, errors from batch_progress
    where batch_id = ${batchId} and ${isRunning}`.execute(db);
  return rows[0];
}
