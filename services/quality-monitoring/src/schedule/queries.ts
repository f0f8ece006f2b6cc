import type { Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import type { HeldEntry } from './entries.ts';
import { program } from './register.ts';

export interface EntryFilter {
  readonly knownAt: string;
  /** Only the entry that holds on this day. */
  readonly on?: string | undefined;
  /** Only entries that begin later. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The entries of the schedule, by their days, as the system knew them at an instant. */
export async function listEntries(db: Queryable, { knownAt, on, after, limit }: EntryFilter): Promise<HeldEntry[]> {
  const { rows } = await sql<HeldEntry>`
    select effective_on, ended_on, extent, allowed, cause, purpose, source
    from (
      select known.*, lead(effective_on) over (order by effective_on) as ended_on
      from (select distinct on (effective_on) * from schedule_version where program = ${program} and recorded_at <= ${knownAt}::timestamptz order by effective_on, revision desc) known
    ) entry
    where ${on === undefined ? sql`true` : sql`effective_on <= ${on}::date and (ended_on is null or ended_on > ${on}::date)`}
      and ${after === undefined ? sql`true` : sql`effective_on > ${after}::date`}
    order by effective_on limit ${limit}`.execute(db);
  return rows;
}

/** How far the schedule as a whole has come: 0 before its first entry. */
export async function readRevision(db: Queryable): Promise<number> {
  const { rows } = await sql<{ revision: number }>`select revision from schedule where program = ${program}`.execute(db);
  return rows[0]?.revision ?? 0;
}
