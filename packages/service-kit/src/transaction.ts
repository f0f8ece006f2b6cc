import { type Database, isRetryable, type Tx } from './database.ts';

/** Takes the last statement of a transaction, just sent: the commit follows it at once, without waiting for its result. */
export type SendLast = (statement: Promise<void>) => void;

/**
 * Runs a write in one transaction, and again from the start where it met another in the wrong order. A last statement that
 * fails takes the whole transaction with it: PostgreSQL answers its commit with a rollback.
 */
export async function inTransaction<Tables, Result>(db: Database<Tables>, run: (tx: Tx<Tables>, sendLast: SendLast) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    let failure: Promise<unknown> = Promise.resolve();
    const sendLast: SendLast = (statement) =>
      void (failure = statement.then(
        () => undefined,
        (error: unknown) => error,
      ));
    try {
      const result = await db.transaction().execute((tx) => run(tx, sendLast));
      const cause = await failure;
      if (cause !== undefined) throw cause;
      return result;
    } catch (error) {
      const cause = (await failure) ?? error;
      if (attempt >= 4 || !isRetryable(cause)) throw cause;
    }
  }
}
