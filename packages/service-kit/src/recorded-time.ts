import { sql } from 'kysely';
import type { Clock } from './clock.ts';
import type { Queryable } from './database.ts';
import { Problem } from './problem.ts';

/** The two time axes of a read: what was true on a day, as known at an instant. */
export interface Axes {
  readonly asOf: string;
  readonly knownAt: string;
  /** Whatever is known when the statement runs: for an answer of one statement, which finds its `knownAt` itself. */
  readonly isLatest: boolean;
}

/**
 * Recorded time must not lie: the instant is taken under a lock that is held to the commit, so the order of instants is
 * the order of commits, and whoever asks for an instant later gets the same answer for ever. Register writes thereby
 * go one after the other. A transaction has one instant, also when it writes to several registers and within savepoints:
 * what it did becomes known at once.
 */
export async function takeRecordedAt(tx: Queryable): Promise<string> {
  const { rows } = await sql<{ at: string }>`${recordedInstant}`.execute(tx);
  return rows[0]!.at;
}

/**
 * The statement of `takeRecordedAt`, for a statement that writes at once. One that reads the register must come after it.
 * Who has the instant is kept in the transaction's own settings, which a savepoint takes back together with the row; the
 * row's `xmin` would not do, since within a savepoint it names that alone.
 */
export const recordedInstant = sql`
  update recorded_clock
  set at = case when current_setting('recorded.by', true) = pg_current_xact_id()::text then at
    else greatest(date_trunc('milliseconds', clock_timestamp()), at + interval '1 millisecond') end
  returning at, set_config('recorded.by', pg_current_xact_id()::text, true)`;

/**
 * Reads the axes of a query. Without `knownAt` it is the instant of the last write, so that the answer can be asked again.
 * @throws Problem known-at-in-future
 */
export async function readAxes(db: Queryable, clock: Clock, query: { asOf?: string | undefined; knownAt?: string | undefined }): Promise<Axes> {
  const asOf = query.asOf ?? clock.today();
  const last = await lastRecordedAt(db);
  if (query.knownAt === undefined) return { asOf, knownAt: last, isLatest: false };
  const wanted = Temporal.Instant.from(query.knownAt);
  if (Temporal.Instant.compare(wanted, Temporal.Instant.from(last)) > 0) {
    const now = clock.now();
    if (Temporal.Instant.compare(wanted, now) > 0) throw new Problem('known-at-in-future', { values: { knownAt: query.knownAt, now } });
    // The same question must never get two answers: this waits for a writer that holds an earlier instant and has not
    // committed yet, and later ones get a later instant, even of the same millisecond and when clocks differ.
    await sql`update recorded_clock set at = greatest(at, date_trunc('milliseconds', ${query.knownAt}::timestamptz))`.execute(db);
  }
  return { asOf, knownAt: query.knownAt, isLatest: false };
}

export async function lastRecordedAt(db: Queryable): Promise<string> {
  const { rows } = await sql<{ at: string }>`select at from recorded_clock`.execute(db);
  return rows[0]!.at;
}
