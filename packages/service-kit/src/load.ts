import { sql } from 'kysely';
import type { Database, Tx } from './database.ts';

/**
 * Loads a set of data once: the mark commits with the data, so a crash loads all or nothing, and a restart or a second
 * instance does not load again.
 */
export async function loadOnce<Tables>(db: Database<Tables>, name: string, load: (tx: Tx<Tables>) => Promise<void>): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql`insert into loaded (name, at) values (${name}, now()) on conflict do nothing returning 1`.execute(tx);
    if (!rows.length) return false;
    await load(tx);
    return true;
  });
}
