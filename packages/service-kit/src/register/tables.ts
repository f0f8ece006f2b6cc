import { type Kysely, sql } from 'kysely';

/** A first day as the index of known versions has it, since nothing is at a distance from a beginning that is not known (`-infinity`). */
export const distantDay = (day: string) => `greatest(${day}, date '4713-11-24 BC')`;

/**
 * Creates the three tables of a register, in a migration:
 * `name` (one row a subject: its revision), `name_version` (append-only: what was recorded) and `name_timeline` (what is
 * true now, derived from the versions; the database refuses overlap). `key` and `columns` are column definitions.
 */
export async function createRegisterTables(
  db: Kysely<unknown>,
  register: { name: string; key: string; columns: Readonly<Record<string, string>>; checks?: readonly string[] },
): Promise<void> {
  const { name, key } = register;
  const columns = Object.keys(register.columns);
  const definitions = Object.entries(register.columns).map(([column, type]) => `"${column}" ${type}`);
  const checks = (register.checks ?? []).map((check) => `, check (${check})`).join('');
  await run(
    db,
    `create table ${name} (${key} text primary key, revision integer not null check (revision > 0), recorded_at timestamptz not null) with (fillfactor = 80)`,
  );
  await run(
    db,
    `create table ${name}_version (
      ${key} text not null references ${name}, effective_on date not null, revision integer not null,
      ${definitions.join(', ')},
      members text[] not null, recorded_at timestamptz not null, actor text not null, reason text,
      primary key (${key}, effective_on, revision)${checks})`,
  );
  await run(
    db,
    `create table ${name}_timeline (
      ${key} text not null references ${name}, effective_on date not null, ended_on date not null, revision integer not null,
      ${definitions.join(', ')},
      recorded_at timestamptz not null, actor text not null, reason text,
      valid daterange generated always as (daterange(effective_on, ended_on)) stored,
      primary key (${key}, valid without overlaps))`,
  );
  await run(db, `create index ${name}_timeline_on on ${name}_timeline (${key}, effective_on desc)`);
  // Where most subjects have one version the planner finds the index that refuses overlaps as cheap to look a subject up in as
  // the one made for it; in truth that takes twenty times as long. So it is told that there are a few versions a subject.
  await run(db, `alter table ${name}_timeline alter column ${key} set (n_distinct = -0.25)`);
  await run(db, `create index ${name}_version_revision on ${name}_version (${key}, revision)`);
  await indexKnownVersions(db, name, key);
  await createDerive(db, { name, key, columns });
  await run(
    db,
    `create trigger ${name}_derive after insert on ${name}_version referencing new table as added for each statement execute function ${name}_derive()`,
  );
  await run(
    db,
    `create trigger ${name}_append_only before update or delete or truncate on ${name}_version for each statement execute function refuse_change()`,
  );
}

/**
 * Adds columns to a register that is there, in a migration. Each needs a default: the release before, which still runs,
 * does not name them, and the versions that were recorded keep what they say.
 */
export async function addRegisterColumns(
  db: Kysely<unknown>,
  register: { name: string; key: string; columns: Readonly<Record<string, string>> },
): Promise<void> {
  const { name, key } = register;
  const added = Object.entries(register.columns).map(([column, type]) => `add column "${column}" ${type}`);
  for (const table of [`${name}_version`, `${name}_timeline`]) await run(db, `alter table ${table} ${added.join(', ')}`);
  const { rows } = await sql<{ column: string }>`
    select attname as column from pg_attribute
    where attrelid = ${`${name}_version`}::regclass and attnum > 0 and not attisdropped and attname <> all(${[key, ...versionFacts]}::text[]) order by attnum`.execute(
    db,
  );
  await createDerive(db, { name, key, columns: rows.map(({ column }) => column) });
}

/** The columns of a version beside its key and its content. */
const versionFacts = ['effective_on', 'revision', 'members', 'recorded_at', 'actor', 'reason'];

/** The timeline of the touched subjects is derived anew; the versions alone are the truth, so it can be rebuilt at any time. */
async function createDerive(db: Kysely<unknown>, { name, key, columns }: { name: string; key: string; columns: readonly string[] }): Promise<void> {
  const list = columns.map((column) => `"${column}"`).join(', ');
  await run(
    db,
    `create or replace function ${name}_derive() returns trigger language plpgsql as $$
    begin
      delete from ${name}_timeline where ${key} in (select ${key} from added);
      insert into ${name}_timeline (${key}, effective_on, ended_on, revision, ${list}, recorded_at, actor, reason)
      select ${key}, effective_on, coalesce(lead(effective_on) over (partition by ${key} order by effective_on), 'infinity'), revision, ${list}, recorded_at, actor, reason
      from (select distinct on (${key}, effective_on) * from ${name}_version where ${key} in (select ${key} from added) order by ${key}, effective_on, revision desc) latest;
      return null;
    end $$`,
  );
}

/**
 * Creates the indexes of a register by which a reading finds what was known at an instant, unless they are there. The first
 * gives the last revision by then, the second the version with the last first day among those that begin by one day and are
 * not of a later revision. An index in order finds that one only by passing over the later revisions, one by one; an index
 * of rectangles over days and revisions finds it in the same few steps however many there are.
 */
export async function indexKnownVersions(db: Kysely<unknown>, name: string, key: string): Promise<void> {
  const versions = `${name}_version`;
  await run(db, `create index if not exists ${versions}_recorded on ${versions} (${key}, recorded_at, revision)`);
  await run(db, `create index if not exists ${versions}_known on ${versions} using gist (${key}, (${distantDay('effective_on')}), revision)`);
}

async function run(db: Kysely<unknown>, statement: string): Promise<void> {
  await sql.raw(statement).execute(db);
}
