import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // `content` is the canonical text that was signed, byte for byte: jsonb would write it anew.
  await sql`create table edition (
    edition_id text primary key, as_of date not null, number integer not null check (number > 0),
    published_at timestamptz not null, published_by text not null, reason text,
    figures integer not null, content text not null, signature text not null,
    unique (as_of, number))`.execute(db);
  await sql`create trigger edition_append_only before update or delete or truncate on edition for each statement execute function refuse_change()`.execute(db);
  await sql`create table signing_key (kid text primary key, private_key jsonb not null, public_key jsonb not null, created_at timestamptz not null default now())`.execute(
    db,
  );
}
