import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Calculated, so not append-only: years are filled when they are first asked about and again by a new edition of the rules.
  await sql`create table holiday (place text collate "C" not null, day date not null, name jsonb not null, primary key (place, day))`.execute(db);
  await sql`create table holiday_year (year integer primary key, edition text not null)`.execute(db);
}
