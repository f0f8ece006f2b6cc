import type { Measure } from '@csn/contracts';
import type { Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import type { Known } from '../batches/batch-clock.ts';

/** Does what was known of a month, named by its first day, stand in its totals? */
export type Totalled = (month: string) => boolean;

/**
 * The totals are those of the last batch. A month that no later batch has touched was the same before: it is read from
 * them as well, so that the pages of an answer do not become slow because a batch came in between.
 */
export async function findTotalled(snapshot: Queryable, known: Known, measures: readonly Measure[]): Promise<Totalled> {
  if (!known.isTotalled) return () => false;
  if (known.isLatest) return () => true;
  const { rows } = await sql<{ month: string }>`
    select distinct month from month_change where latest_batch > ${known.number} and measure = any(${[...measures]}::text[])`.execute(snapshot);
  const changed = new Set(rows.map(({ month }) => month));
  return (month) => !changed.has(month);
}
