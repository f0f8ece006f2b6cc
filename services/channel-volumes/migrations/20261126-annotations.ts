import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Outside the clock of the batches: a remark speaks of days and not of what was known, so an answer about the past
  // carries every remark that there is, and writing one waits for nobody.
  await sql`create table volume_annotation (
    annotation_id uuid primary key,
    measure text,
    region text,
    site_id text,
    from_on date not null,
    to_on date not null,
    text jsonb not null,
    source jsonb not null,
    recorded_at timestamptz not null,
    actor text not null,
    check (from_on <= to_on),
    check (site_id is null or region is not null))`.execute(db);
  await sql`create index volume_annotation_days on volume_annotation (from_on, annotation_id) include (to_on)`.execute(db);
  await sql`create trigger volume_annotation_append_only before update or delete or truncate on volume_annotation for each statement execute function refuse_change()`.execute(
    db,
  );
}
