import { fiscalYearPeriod, type Period } from '@csn/contracts';
import type { Clock, Database, Page, Queryable, Tx } from '@csn/service-kit';
import { sql } from 'kysely';
import { awaitKnown, type Known, readKnown } from './batches/batch-clock.ts';
import type { Tables } from './tables.ts';

/** What a reading rests on: later pages have that of the first. */
export interface Reading {
  readonly snapshot: Tx<Tables>;
  readonly known: Known;
  readonly today: string;
  /** The axes that the cursor keeps. */
  readonly axes: { readonly asOf: string; readonly knownAt: string; readonly isLatest: boolean };
}

/**
 * Reads within one snapshot, so that all statements of an answer and the instant that names them belong together.
 * @throws Problem known-at-in-future
 */
export async function readAt<Result>(
  { db, clock, page, knownAt }: { db: Database<Tables>; clock: Clock; page: Page; knownAt: string | undefined },
  read: (reading: Reading) => Promise<Result>,
): Promise<Result> {
  const wantedAt = page.position?.knownAt ?? knownAt;
  await awaitKnown(db, clock, wantedAt);
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (snapshot) => {
      const known = await readKnown(snapshot, wantedAt);
      const today = page.position?.asOf ?? clock.today();
      return read({ snapshot, known, today, axes: { asOf: today, knownAt: known.knownAt, isLatest: known.isLatest } });
    });
}

/** For who reads counts one by one: a plan that serves every period is made for a few days, and would be slow for a year of all sites. */
export async function planForCounts(snapshot: Queryable): Promise<void> {
  await sql`select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('work_mem', '32MB', true)`.execute(snapshot);
}

/** The period that a query names one way or the other. */
export function periodOf({ fiscalYear, from, to }: { fiscalYear?: string | undefined; from?: string | undefined; to?: string | undefined }): Period {
  if (fiscalYear !== undefined) return fiscalYearPeriod(fiscalYear);
  if (from === undefined || to === undefined) throw new Error('the contract requires a fiscal year or a range');
  return { from, to };
}
