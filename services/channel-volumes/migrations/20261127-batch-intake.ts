import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table batch add column override text`.execute(db);
  // How far batches have come that are still running. It tells of the present alone, so a crash may empty it.
  await sql`create unlogged table batch_progress (
    batch_id text primary key,
    actor text not null,
    region text,
    source jsonb not null,
    override text,
    state text not null check (state in ('receiving', 'storing')),
    received integer not null,
    rejected integer not null,
    errors jsonb not null) with (fillfactor = 50)`.execute(db);
}
