import type { Writable } from 'node:stream';
import { Kysely, PostgresDialect } from 'kysely';
import { from as copyFrom } from 'pg-copy-streams';
import { ContractNamesPlugin } from './contract-names.ts';
import type { OpenDatabase, Tx } from './database.ts';
import type { KitTables } from './kit-tables.ts';

/** Opens a stream of rows into a table, `name (columns)`, in COPY's text format and within the transaction. */
export type CopyInto = (target: string) => Writable;

/**
 * Runs a long intake in one transaction on a connection of its own: what waits for a slow caller keeps no other request
 * from its connection. It runs once, since its body is read by then.
 */
export async function inCopyTransaction<Tables, Result>(
  { copyPool }: OpenDatabase<Tables>,
  run: (tx: Tx<Tables>, copyInto: CopyInto) => Promise<Result>,
): Promise<Result> {
  const client = await copyPool.connect();
  const copies: Writable[] = [];
  const copyInto: CopyInto = (target) => {
    const copy = client.query(copyFrom(`copy ${target} from stdin`));
    copies.push(copy);
    // Whoever waits for it hears of it; when it is given up nobody does.
    copy.on('error', () => undefined);
    return copy;
  };
  const pool = { connect: () => Promise.resolve(Object.create(client, { release: { value: () => undefined } })), end: () => Promise.resolve(), options: {} };
  const db = new Kysely<Tables & KitTables>({ dialect: new PostgresDialect({ pool }), plugins: [new ContractNamesPlugin()] });
  let isBroken = true;
  try {
    const result = await db.transaction().execute(async (tx) => {
      try {
        return await run(tx, copyInto);
      } catch (error) {
        // The server waits for the rest of an open COPY; only its end lets the rollback through.
        for (const copy of copies) copy.destroy();
        throw error;
      }
    });
    isBroken = false;
    return result;
  } finally {
    client.release(isBroken);
  }
}

/** A row in COPY's text format. */
export function copyRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => (cell === null ? '\\N' : typeof cell === 'number' ? String(cell) : escaped(cell))).join('\t')}\n`;
}

function escaped(text: string): string {
  return special.test(text) ? text.replace(allSpecial, (character) => escapes[character] ?? character) : text;
}

const special = /[\\\n\r\t]/;
const allSpecial = /[\\\n\r\t]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
