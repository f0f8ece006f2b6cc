import type { CompiledQuery, DatabaseConnection } from 'kysely';
import { type Database, isRetryable, type Queryable, type Tx } from './database.ts';

/**
 * Sends a statement whose result nobody needs to go on: what comes after it, the commit included, follows at once and
 * travels with it. Where it fails, PostgreSQL skips what follows and takes the whole transaction back.
 */
export type SendAlong = (statement: CompiledQuery) => void;

/**
 * Runs a write in one transaction, and again from the start where it met another in the wrong order. The first failure of
 * what was sent along is thrown in place of those that come of it.
 */
export async function inTransaction<Tables, Result>(db: Database<Tables>, run: (tx: Tx<Tables>, sendAlong: SendAlong) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const sent: Promise<unknown>[] = [];
    try {
      return await db.transaction().execute(async (tx) => {
        const connection = await connectionOf(tx);
        let isOver = false;
        const sendAlong: SendAlong = (statement) => {
          if (isOver) throw new Error('the transaction is over');
          sent.push(connection.executeQuery(statement).then(() => undefined, asIs));
        };
        try {
          return await run(tx, sendAlong);
        } finally {
          isOver = true;
        }
      });
    } catch (error) {
      const failures = await Promise.all(sent);
      const cause = failures.find((failure) => failure !== undefined) ?? error;
      if (attempt >= 4 || !isRetryable(cause)) throw cause;
    }
  }
}

/** Kysely holds a statement back until the one before it has its result; on the connection itself they follow each other at once. */
async function connectionOf(tx: Queryable): Promise<DatabaseConnection> {
  let own: DatabaseConnection | undefined;
  await tx.getExecutor().provideConnection(async (connection) => void (own = connection));
  if (!own) throw new Error('a transaction has a connection');
  return own;
}

function asIs(error: unknown): unknown {
  return error;
}
