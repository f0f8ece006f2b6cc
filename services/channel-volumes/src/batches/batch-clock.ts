import { type Clock, Problem, type Queryable } from '@csn/service-kit';
import { sql } from 'kysely';

/** What is known: all batches up to a number. */
export interface Known {
  readonly number: number;
  readonly knownAt: string;
  /** Nothing newer is known. */
  readonly isLatest: boolean;
  /** The totals hold every batch: not so while a release before them still writes. */
  readonly isTotalled: boolean;
}

/**
 * Numbers a batch. The row is held to the commit: batches are written one after the other, so two that touch the same
 * cells cannot meet, the later commit wins, and whoever asks for an instant later gets the same answer for ever. All
 * checks come before, so that the lock is short.
 */
export async function takeBatchNumber(tx: Queryable): Promise<{ number: number; at: string }> {
  const { rows } = await sql<{ number: number; at: string }>`
    update batch_clock set number = number + 1, at = greatest(date_trunc('milliseconds', clock_timestamp()), at + interval '1 millisecond')
    returning number, at`.execute(tx);
  return rows[0]!;
}

/**
 * Makes sure that an instant can be answered for ever: a batch may hold an earlier one and not have committed yet.
 * Before the snapshot of the read is taken, so outside its transaction.
 * @throws Problem known-at-in-future
 */
export async function awaitKnown(db: Queryable, clock: Clock, knownAt: string | undefined): Promise<void> {
  if (knownAt === undefined) return;
  const { rows } = await sql<{ at: string }>`select at from batch_clock`.execute(db);
  const wanted = Temporal.Instant.from(knownAt);
  if (Temporal.Instant.compare(wanted, Temporal.Instant.from(rows[0]!.at)) <= 0) return;
  const now = clock.now();
  if (Temporal.Instant.compare(wanted, now) > 0) throw new Problem('known-at-in-future', { values: { knownAt, now } });
  await sql`select at from batch_clock for share`.execute(db);
}

/** What was known at an instant; without one what is known now, named so that it can be asked again. */
export async function readKnown(snapshot: Queryable, knownAt: string | undefined): Promise<Known> {
  const { rows } = await sql<{ number: number; at: string; isTotalled: boolean; wanted: number | null }>`
    select number, at, totalled = number as is_totalled, (select max(number) from batch where recorded_at <= ${knownAt ?? null}::timestamptz) as wanted
    from batch_clock`.execute(snapshot);
  const { number, at, isTotalled, wanted } = rows[0]!;
  if (knownAt === undefined) return { number, knownAt: at, isLatest: true, isTotalled };
  return { number: wanted ?? 0, knownAt, isLatest: wanted === number, isTotalled };
}
