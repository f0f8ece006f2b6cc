import type { Axes, Page, Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import { nationalSchedule, type RateContent } from './register.ts';

/** An entry with its last day, as the entry after it was known at that instant. */
export interface Entry extends RateContent {
  readonly effectiveOn: string;
  readonly lastDay: string | null;
}

const entries = (knownAt: string) => sql<Entry>`(
  select effective_on, lead(effective_on) over (order by effective_on) - 1 as last_day, rate, explanation, source
  from (select distinct on (effective_on) effective_on, rate, explanation, source from qa_rate_version
        where schedule = ${nationalSchedule} and recorded_at <= ${knownAt}::timestamptz order by effective_on, revision desc) known)`;

/** The entry that holds on a day, as known at an instant; undefined before the schedule begins. */
export async function findEntry(db: Queryable, axes: Axes): Promise<Entry | undefined> {
  const { rows } =
    await sql<Entry>`select * from ${entries(axes.knownAt)} entry where effective_on <= ${axes.asOf}::date order by effective_on desc limit 1`.execute(db);
  return rows[0];
}

/** A page of the whole schedule as known at an instant, oldest first; one more than the page tells that there is a next. */
export async function listEntries(db: Queryable, axes: Axes, page: Page): Promise<Entry[]> {
  const after = page.position ? sql`effective_on > ${page.position.after[0]}::date` : sql`true`;
  const { rows } = await sql<Entry>`select * from ${entries(axes.knownAt)} entry where ${after} order by effective_on limit ${page.limit + 1}`.execute(db);
  return rows;
}

/** How often the schedule was changed; undefined while there is none. */
export async function findRevision(db: Queryable): Promise<number | undefined> {
  const { rows } = await sql<{ revision: number }>`select revision from qa_rate where schedule = ${nationalSchedule}`.execute(db);
  return rows[0]?.revision;
}
