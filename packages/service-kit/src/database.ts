import { Kysely, type QueryExecutorProvider, sql, type Transaction } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { ContractNamesPlugin } from './contract-names.ts';
import { kitMigrations, type KitTables } from './kit-tables.ts';
import type { Logger } from './log.ts';
import { PipeliningDialect } from './pipelining-dialect.ts';
import { PreparingClient } from './preparing-client.ts';

/** A service's database: its own tables and the kit's. Queries take this or a transaction of it. */
export type Database<Tables> = Kysely<Tables & KitTables>;
export type Tx<Tables> = Transaction<Tables & KitTables>;
/** A database or a transaction of any service: enough for statements in SQL. */
export type Queryable = QueryExecutorProvider;

const { Pool, types } = pg;
const oid = { int8: 20, date: 1082, numeric: 1700, timestamptz: 1184 } as const;
/**
 * Values as the contracts write them: no Date objects, exact integers, instants in UTC with their three decimals (PostgreSQL
 * leaves out zeros at the end). `infinity` of a day is "no end".
 */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [oid.int8]: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)),
  [oid.numeric]: Number,
  [oid.date]: (text) => (text === 'infinity' ? null : text),
  [oid.timestamptz]: (text) => `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, text.indexOf('+', 19)).padEnd(3, '0')}Z`,
};
const typeParsers = {
  getTypeParser: (type: number, format?: 'text' | 'binary') => (format === 'binary' ? undefined : parsers[type]) ?? types.getTypeParser(type, format),
};

export interface OpenDatabase<Tables> {
  readonly db: Database<Tables>;
  readonly pool: pg.Pool;
  /** A few connections for long intakes by COPY, apart from those of requests. */
  readonly copyPool: pg.Pool;
  /** The address of this very database, for listeners that need a connection of their own. */
  readonly url: string;
  /** The secret that signs the cursors of lists, the same for every instance. */
  readonly cursorKey: Buffer;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** Opens (and where needed creates) the database `name` on the server of `url`, and brings it up to date. */
export async function openDatabase<Tables>(options: {
  readonly url: string;
  readonly name: string;
  readonly migrations: Readonly<Record<string, Migration>>;
  readonly log: Logger;
  readonly connections?: number;
  /** Settings of PostgreSQL for the connections of requests. */
  readonly settings?: Readonly<Record<string, string>>;
}): Promise<OpenDatabase<Tables>> {
  await createDatabase(options.url, options.name);
  const url = databaseUrl(options.url, options.name);
  const usual = { Client: PreparingClient, connectionString: url, connectionTimeoutMillis: 5000, types: typeParsers };
  const settings = { TimeZone: 'UTC', idle_in_transaction_session_timeout: '60000', lock_timeout: '20000', ...options.settings };
  const pool = new Pool({
    ...usual,
    pipeline: true,
    max: options.connections ?? 20,
    idleTimeoutMillis: 60_000,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  });
  // COPY and pipelining do not go together, and a long intake waits for its turn as long as it takes.
  const copyPool = new Pool({ ...usual, max: 4, idleTimeoutMillis: 5000, options: '-c TimeZone=UTC -c idle_in_transaction_session_timeout=60000' });
  for (const each of [pool, copyPool]) {
    // A connection that the server closed is replaced at the next use; without listeners its end, idle or between two
    // statements of a transaction, would be the end of the process.
    each.on('connect', (client) => client.on('error', (error) => options.log.warn({ err: error }, 'a database connection was lost')));
    each.on('error', () => undefined); // told by the connection itself
  }
  const db = new Kysely<Tables & KitTables>({ dialect: new PipeliningDialect({ pool }), plugins: [new ContractNamesPlugin()] });
  try {
    await migrate(db, 'kit_migration', kitMigrations);
    await migrate(db, 'service_migration', options.migrations);
    const { rows } = await sql<{ key: Buffer }>`select key from cursor_key`.execute(db);
    return { db, pool, copyPool, url, cursorKey: rows[0]!.key, close };
  } catch (error) {
    await close();
    throw error;
  }

  async function close(): Promise<void> {
    await Promise.all([db.destroy(), copyPool.end()]);
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function createDatabase(server: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // Another instance was faster (duplicate database, or its unique index).
    if (!isDatabaseError(error, '42P04', '23505')) throw error;
  } finally {
    await client.end();
  }
}

async function migrate<Tables>(db: Kysely<Tables>, table: string, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** Is this an error of PostgreSQL with one of these SQLSTATE codes (all codes, if none is named)? */
export function isDatabaseError(error: unknown, ...codes: readonly string[]): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && (codes.length === 0 || codes.includes(error.code ?? ''));
}

/** The unique, exclusion, check or foreign-key constraint that refused a statement. */
export function violatedConstraint(error: unknown): string | undefined {
  return isDatabaseError(error, '23505', '23P01', '23514', '23503', '23001') ? error.constraint : undefined;
}

const connectionErrors = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** The database is away, starting, stopping or out of connections: the caller may try again. */
export function isDatabaseAway(error: unknown): boolean {
  if (isDatabaseError(error)) return /^(08|57P|53)/.test(error.code ?? '') || error.code === '55P03';
  if (!Error.isError(error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    connectionErrors.includes(code) ||
    /timeout exceeded when trying to connect|Connection terminated|connection error and is not queryable|Client was closed/.test(error.message)
  );
}

/** Two transactions met in a way that one of them must try again. */
export function isRetryable(error: unknown): boolean {
  return isDatabaseError(error, '40001', '40P01');
}
