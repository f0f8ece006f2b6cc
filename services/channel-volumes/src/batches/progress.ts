import type { Region, Source } from '@csn/contracts';
import { type Database, Problem, type Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
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

/** A batch that has not moved for so long belongs to a process that is gone. */
const alive = sql`moved_at > clock_timestamp() - interval '30 seconds'`;
const movesEvery = 1000;

/** Tells, outside the batch's own transaction, how far it has come; ends with the batch, whatever became of it. */
export class ProgressReport implements Disposable {
  readonly #db: Queryable;
  readonly #batchId: string;
  #movedAt = 0;
  #hasEnded = false;

  private constructor(db: Queryable, batchId: string) {
    this.#db = db;
    this.#batchId = batchId;
  }

  /** @throws Problem batch-exists: a batch of this code is running or was recorded */
  static async begin(db: Queryable, { batchId, actor, region, source, override }: BatchHead): Promise<ProgressReport> {
    const { rows } = await sql`
      insert into batch_progress as running (batch_id, actor, region, source, override, state, received, rejected, errors, moved_at)
      select ${batchId}, ${actor}, ${region}, ${JSON.stringify(source)}::jsonb, ${override}, 'receiving', 0, 0, '[]', clock_timestamp()
      where not exists (select from batch where batch_id = ${batchId})
      on conflict (batch_id) do update set actor = excluded.actor, region = excluded.region, source = excluded.source, override = excluded.override,
        state = excluded.state, received = 0, rejected = 0, errors = '[]', moved_at = excluded.moved_at where not running.${alive}
      returning 1`.execute(db);
    if (!rows.length) throw new Problem('batch-exists', { values: { batchId } });
    return new ProgressReport(db, batchId);
  }

  /** Cheap to call often: it writes once a second. */
  async move(received: number, { rejected, errors }: Findings, state: BatchProgress['state'] = 'receiving'): Promise<void> {
    const now = performance.now();
    if (state === 'receiving' && now - this.#movedAt < movesEvery) return;
    this.#movedAt = now;
    await sql`
      update batch_progress set state = ${state}, received = ${received}, rejected = ${rejected}, errors = ${JSON.stringify(errors)}::jsonb, moved_at = clock_timestamp()
      where batch_id = ${this.#batchId}`.execute(this.#db);
  }

  /** Gives way to the receipt, in the batch's own transaction: who asks meanwhile finds one or the other. */
  async end(tx: Queryable): Promise<void> {
    await sql`delete from batch_progress where batch_id = ${this.#batchId}`.execute(tx);
    this.#hasEnded = true;
  }

  /** Of a batch that came to nothing. Nobody waits for it: its transaction may still hold the row. */
  [Symbol.dispose](): void {
    if (!this.#hasEnded) sql`delete from batch_progress where batch_id = ${this.#batchId}`.execute(this.#db).catch(() => undefined);
  }
}

export async function findProgress(db: Database<Tables>, batchId: string): Promise<BatchProgress | undefined> {
  const { rows } = await sql<BatchProgress>`
    select batch_id, actor, region, source, override, state, received, rejected, errors from batch_progress where batch_id = ${batchId} and ${alive}`.execute(
    db,
  );
  return rows[0];
}
