import type { Axes, Page, Queryable, Read, Register } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';

/** A record as the contracts show it: what held, since when, and the version’s revision. */
export type Shown<Key extends string, Content> = Content & Record<Key, string> & { effectiveOn: string; revision: number };

/** Leaves out what only the journal tells. */
export function shown<Key extends string, Content>(held: Read<Key, Content>): Shown<Key, Content> {
  const { recordedAt: _recordedAt, actor: _actor, reason: _reason, subjectRevision: _subject, subjectRecordedAt: _subjectAt, ...record } = held;
  // What is left of the row is the content, the key and the two facts that are shown.
  return record as unknown as Shown<Key, Content>;
}

/** A page of a register on the axes, in the order of its key. One row more than the page tells that there is a next. */
export async function listHeld<Key extends string, Content extends object>(
  db: Queryable,
  register: Register<Key, Content>,
  axes: Axes,
  page: Page,
  condition: RawBuilder<unknown> = sql`true`,
): Promise<Read<Key, Content>[]> {
  const key = sql.ref(register.definition.key);
  const after = page.position ? sql`${key} > ${page.position.after[0]}::text` : sql`true`;
  const { rows } = await sql<Read<Key, Content>>`
    select * from ${register.at(axes)} held where ${condition} and ${after} order by ${key} limit ${page.limit + 1}`.execute(db);
  return rows;
}

/** The record with the greatest key on the axes: the latest, where the key is a day. */
export async function findLatest<Key extends string, Content extends object>(
  db: Queryable,
  register: Register<Key, Content>,
  axes: Axes,
): Promise<Read<Key, Content> | undefined> {
  const { rows } = await sql<Read<Key, Content>>`select * from ${register.at(axes)} held order by ${sql.ref(register.definition.key)} desc limit 1`.execute(db);
  return rows[0];
}
