import { type Kysely, sql } from 'kysely';

/** What each import did. Reports and rows are written once, with the import itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table site_import (
    import_id text primary key,
    recorded_at timestamptz not null,
    actor text not null,
    region text,
    source jsonb,
    received integer not null,
    new integer not null,
    changed integer not null,
    unchanged integer not null,
    rejected integer not null,
    missing integer not null,
    missing_sites jsonb not null,
    errors jsonb not null,
    check (received = new + changed + unchanged + rejected))`.execute(db);
  await sql`create table site_import_row (
    import_id text not null references site_import deferrable initially deferred,
    line integer not null,
    site_id text not null,
    outcome text not null check (outcome in ('new', 'changed', 'unchanged')),
    revision integer not null,
    primary key (import_id, line))`.execute(db);
  for (const table of ['site_import', 'site_import_row'])
    await sql`create trigger ${sql.raw(`${table}_append_only`)} before update or delete or truncate on ${sql.raw(table)} for each statement execute function refuse_change()`.execute(
      db,
    );
}
