import { createKnownSitesTable } from '@csn/service-kit';
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createKnownSitesTable(db);
  await createBatches(db);
  await createEntries(db);
  await createMonthTotals(db);
}

async function createBatches(db: Kysely<unknown>): Promise<void> {
  // One row: the last batch. Whoever numbers the next one holds the row to its commit, so numbers and instants follow
  // each other as the commits do.
  await sql`create table batch_clock (one boolean primary key default true check (one), number bigint not null, at timestamptz not null) with (fillfactor = 10)`.execute(
    db,
  );
  await sql`insert into batch_clock (number, at) values (0, date_trunc('milliseconds', clock_timestamp()))`.execute(db);
  await sql`create table batch (
    number bigint primary key,
    batch_id text not null unique,
    recorded_at timestamptz not null unique,
    actor text not null,
    region text,
    source jsonb not null,
    received integer not null,
    accepted integer not null,
    revised integer not null,
    unchanged integer not null,
    rejected integer not null,
    errors jsonb not null,
    check (received = accepted + revised + unchanged + rejected))`.execute(db);
  await sql`create trigger batch_append_only before update or delete or truncate on batch for each statement execute function refuse_change()`.execute(db);
}

async function createEntries(db: Kysely<unknown>): Promise<void> {
  // A revision a row; the present one of a cell is the one that no later batch has superseded. No place is the empty
  // text, so that a cell is comparable. There is no foreign key to the batch: a check by row would double the time of a
  // large one, and numbers are given out by this service alone. Codes are compared byte by byte: a language's order costs
  // several times as much, and nobody sees it.
  await sql`create table entry (
    batch bigint not null,
    measure text collate "C" not null,
    site_id text collate "C" not null,
    region text collate "C" not null,
    from_on date not null,
    to_on date not null,
    value bigint not null check (value between 0 and 9007199254740991),
    basis text not null check (basis in ('reported', 'observed')),
    quality text not null check (quality in ('reported', 'measured', 'illustrative')),
    superseded_by bigint check (superseded_by > batch),
    primary key (batch, measure, site_id, region, from_on, to_on),
    check (from_on <= to_on),
    check (basis = 'reported' or (from_on = to_on and region = '')),
    check (basis = 'observed' or site_id = ''))`.execute(db);
  await sql`create unique index entry_present on entry (measure, site_id, region, from_on, to_on) where superseded_by is null`.execute(db);
  await sql`create index entry_observed on entry (measure, from_on) where basis = 'observed'`.execute(db);
  await sql`create index entry_reported on entry (from_on, to_on, measure) where basis = 'reported'`.execute(db);
  await sql`create index entry_superseded on entry (superseded_by) where superseded_by is not null`.execute(db);
  await sql`create trigger entry_append_only before delete or truncate on entry for each statement execute function refuse_change()`.execute(db);
  await sql`create trigger entry_superseded_once before update on entry for each row
    when (old.superseded_by is not null or (old.batch, old.measure, old.site_id, old.region, old.from_on, old.to_on, old.value, old.basis, old.quality)
      is distinct from (new.batch, new.measure, new.site_id, new.region, new.from_on, new.to_on, new.value, new.basis, new.quality))
    execute function refuse_change()`.execute(db);
  // Remarks of the document beside its figure, such as how it writes the number.
  await sql`create table stated_note (
    measure text not null, region text not null, from_on date not null, to_on date not null, code text not null, text jsonb not null,
    primary key (measure, region, from_on, to_on, code))`.execute(db);
}

/** The present observed days by month and place, kept in the batch's own transaction, so that years are read quickly. */
async function createMonthTotals(db: Kysely<unknown>): Promise<void> {
  await sql`create table month_total (
    measure text collate "C" not null,
    site_id text collate "C" not null,
    month date not null check (month = date_trunc('month', month)),
    quality text not null,
    value bigint not null check (value >= 0),
    day_set integer not null check (day_set >= 0),
    latest_batch bigint not null,
    primary key (measure, site_id, month, quality)) with (fillfactor = 80)`.execute(db);
  await sql`create index month_total_month on month_total (measure, month)`.execute(db);
  await sql`comment on column month_total.day_set is 'the days of the month with data, one bit a day: bit 0 is the first'`.execute(db);
}
