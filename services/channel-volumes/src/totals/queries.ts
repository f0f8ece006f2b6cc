import type { Queryable } from '@csn/service-kit';
import { sql } from 'kysely';

/** Adds a batch to the totals, in its own transaction and after its last entry: a summary is never behind the counts. */
export async function addToTotals(tx: Queryable, number: number): Promise<void> {
  await addToMonthTotals(tx, number);
  await sql`select keep_place_totals()`.execute(tx);
}

/** By site. Where counts left a month and none came (they were revised with another quality), its latest batch is looked up. */
async function addToMonthTotals(tx: Queryable, number: number): Promise<void> {
  await sql`
    merge into month_total total using month_changes(${number}) change
    on (total.measure, total.site_id, total.month, total.quality) = (change.measure, change.site_id, change.month, change.quality)
    when matched then update set value = total.value + change.value, day_set = total.day_set # change.day_set,
      latest_batch = coalesce(change.latest_batch, (
        select max(batch) from entry where entry.measure = total.measure and entry.site_id = total.site_id and entry.region = ''
          and entry.from_on >= total.month and entry.from_on < (total.month + interval '1 month')::date and entry.quality = total.quality
          and entry.basis = 'observed' and entry.superseded_by is null), total.latest_batch)
    when not matched then insert (measure, site_id, month, quality, value, day_set, latest_batch)
      values (change.measure, change.site_id, change.month, change.quality, change.value, change.day_set, change.latest_batch)`.execute(tx);
}
