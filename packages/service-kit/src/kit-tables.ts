import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Tables that every service has. Columns in the words of the contracts. */
export interface KitTables {
  /** Events of committed transactions that have no number yet. */
  outbox: { id: number; event: string };
  /** The change feed: numbered and chained in commit order. */
  journal: { sequence: number; event: string; hash: Buffer };
  /** One row: the last number and the last hash. Its row lock is the only lock of the feed. */
  ledger: { one: boolean; sequence: number; hash: Buffer };
  idempotency: { caller: string; key: string; fingerprint: Buffer; status: number | null; headers: unknown; body: Buffer | null; createdAt: string };
  /** One row: the instant of the last committed write to a register. */
  recordedClock: { one: boolean; at: string };
  /** What was loaded at start, so that a restart does not load it again. */
  loaded: { name: string; at: string };
  /** How far this service has read the feed of another. */
  feedPosition: { feed: string; cursor: string | null };
  /** One row: the secret that every instance signs cursors with. */
  cursorKey: { one: boolean; key: Buffer };
}

export const kitMigrations: Readonly<Record<string, Migration>> = {
  '20261125-journal': { up: createJournal },
  '20261125-idempotency': { up: createIdempotency },
  '20261125-registers': { up: createRegisterClock },
  '20261126-cursors': { up: createCursorKey },
  '20261127-claim-key': { up: createClaimKey },
  '20261127-old-keys': { up: cheapenOldKeys },
  '20261128-sequencing': { up: boundSequencing },
  '20261130-take-key': { up: createTakeKey },
};

async function createJournal(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists btree_gist`.execute(db);
  await sql`create extension if not exists pgcrypto`.execute(db);
  await sql`create table outbox (
    id bigint generated always as identity primary key,
    event text not null
  ) with (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0)`.execute(db);
  await sql`create table journal (sequence bigint primary key, event text not null, hash bytea not null check (length(hash) = 32))`.execute(db);
  await sql`create table ledger (one boolean primary key default true check (one), sequence bigint not null, hash bytea not null)`.execute(db);
  await sql`insert into ledger (sequence, hash) values (0, decode(repeat('00', 32), 'hex'))`.execute(db);
  await sql`create table feed_position (feed text primary key, cursor text)`.execute(db);
  await sql`create table loaded (name text primary key, at timestamptz not null)`.execute(db);
  // Numbers what is committed and visible, in the order of the outbox, chains the hashes and wakes the readers; null when
  // another instance is at it. It looks before it locks, since a lock is a write: an idle service must not write all day.
  // Canonical JSON has its members in the order of their names: `sequence` goes in before `source`, the next of an
  // event's names, and the event's text holds the mark in that place and nowhere else (its texts have no U+0001).
  await sql`create function sequence_outbox(batch integer) returns integer language plpgsql as $$
    declare
      last record;
      item record;
      numbered text;
      count integer := 0;
    begin
      perform from outbox limit 1;
      if not found then return 0; end if;
      select sequence, hash into last from ledger for update skip locked;
      if not found then return null; end if;
      for item in
        with taken as (delete from outbox where id in (select id from outbox order by id limit batch) returning id, event)
        select id, event from taken order by id
      loop
        last.sequence := last.sequence + 1;
        numbered := replace(item.event, chr(1), last.sequence::text);
        last.hash := sha256(last.hash || convert_to(numbered, 'UTF8'));
        insert into journal (sequence, event, hash) values (last.sequence, numbered, last.hash);
        count := count + 1;
      end loop;
      if count > 0 then
        update ledger set sequence = last.sequence, hash = last.hash;
        perform pg_notify('journal', last.sequence::text);
      end if;
      return count;
    end $$`.execute(db);
  // The journal only grows: who alters it must do so behind the service's back, and the chain shows it.
  await sql`create function refuse_change() returns trigger language plpgsql as $$ begin raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation'; end $$`.execute(
    db,
  );
  await sql`create trigger journal_append_only before update or delete or truncate on journal for each statement execute function refuse_change()`.execute(db);
}

/**
 * The plan of the function is made while the outbox is empty, and kept. Joined with the first ids, as it was, that plan
 * compares each waiting event with each of them: after an intake of 100,000 the feed stood still for a minute. A bound
 * costs one look at each event at most, whatever the plan.
 */
async function boundSequencing(db: Kysely<unknown>): Promise<void> {
  await sql`create or replace function sequence_outbox(batch integer) returns integer language plpgsql as $$
    declare
      last record;
      item record;
      numbered text;
      count integer := 0;
    begin
      perform from outbox limit 1;
      if not found then return 0; end if;
      select sequence, hash into last from ledger for update skip locked;
      if not found then return null; end if;
      for item in
        with taken as (
          delete from outbox where id <= (select max(id) from (select id from outbox order by id limit batch) first) returning id, event)
        select id, event from taken order by id
      loop
        last.sequence := last.sequence + 1;
        numbered := replace(item.event, chr(1), last.sequence::text);
        last.hash := sha256(last.hash || convert_to(numbered, 'UTF8'));
        insert into journal (sequence, event, hash) values (last.sequence, numbered, last.hash);
        count := count + 1;
      end loop;
      if count > 0 then
        update ledger set sequence = last.sequence, hash = last.hash;
        perform pg_notify('journal', last.sequence::text);
      end if;
      return count;
    end $$`.execute(db);
}

async function createIdempotency(db: Kysely<unknown>): Promise<void> {
  await sql`create table idempotency (
    caller text not null,
    key text not null,
    fingerprint bytea not null,
    status smallint,
    headers jsonb,
    body bytea,
    created_at timestamptz not null default now(),
    primary key (caller, key)
  ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)`.execute(db);
  await sql`create index idempotency_created_at on idempotency (created_at)`.execute(db);
}

async function createRegisterClock(db: Kysely<unknown>): Promise<void> {
  await sql`create table recorded_clock (one boolean primary key default true check (one), at timestamptz not null) with (fillfactor = 10)`.execute(db);
  await sql`insert into recorded_clock (at) values (date_trunc('milliseconds', clock_timestamp()))`.execute(db);
}

async function createCursorKey(db: Kysely<unknown>): Promise<void> {
  await sql`create table cursor_key (one boolean primary key default true check (one), key bytea not null)`.execute(db);
  await sql`insert into cursor_key (key) values (gen_random_bytes(32))`.execute(db);
}

/** Locks first and looks then: within a function each statement sees what has committed by now, so nobody gets the lock and misses the answer. */
async function createClaimKey(db: Kysely<unknown>): Promise<void> {
  await sql`create function claim_key(asking text, wanted text, out is_claimed boolean, out fingerprint bytea, out status smallint, out headers jsonb, out body bytea)
    language plpgsql as $$
    begin
      is_claimed := pg_try_advisory_xact_lock(hashtextextended(asking || e'\n' || wanted, 0));
      select kept.fingerprint, kept.status, kept.headers, kept.body into fingerprint, status, headers, body
      from idempotency kept where kept.caller = asking and kept.key = wanted;
    end $$`.execute(db);
}

/** Keys come in the order of their time and are only forgotten by it: an index of ranges finds the old ones and costs a write nothing. */
async function cheapenOldKeys(db: Kysely<unknown>): Promise<void> {
  await sql`drop index idempotency_created_at`.execute(db);
  await sql`create index idempotency_created_at on idempotency using brin (created_at)`.execute(db);
}

/**
 * Fails where a key cannot be had, so that what was sent behind it is skipped. Locks first and looks then, as before; a
 * release before this one goes on with `claim_key` while both run.
 */
async function createTakeKey(db: Kysely<unknown>): Promise<void> {
  await sql`create function take_key(asking text, wanted text) returns void language plpgsql as $$
    begin
      if not pg_try_advisory_xact_lock(hashtextextended(asking || e'\n' || wanted, 0)) then
        raise 'the key is in use' using errcode = 'KY001';
      end if;
      perform from idempotency where caller = asking and key = wanted;
      if found then raise 'the key has an answer' using errcode = 'KY002'; end if;
    end $$`.execute(db);
}
