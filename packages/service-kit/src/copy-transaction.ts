import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Kysely, PostgresDialect } from 'kysely';
import { from as copyFrom } from 'pg-copy-streams';
import { ContractNamesPlugin } from './contract-names.ts';
import type { OpenDatabase, Tx } from './database.ts';
import type { KitTables } from './kit-tables.ts';

/** Rows on their way into a table. What ends the copy early, such as a lost connection, is thrown by whichever comes next. */
export interface Copy {
  /** Takes rows in COPY's text format; waits only as long as the ones before are not sent yet. */
  write(rows: string): Promise<void>;
  /** Waits until all rows are in the table. */
  end(): Promise<void>;
}
/** Opens a copy into a table, `name (columns)`, within the transaction. */
export type CopyInto = (target: string) => Copy;

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
    return asCopy(copy);
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

function asCopy(stream: Writable): Copy {
  let failure: Error | undefined;
  let sending: Promise<void> = Promise.resolve();
  stream.on('error', (error) => (failure ??= error));
  const settled = async (): Promise<void> => {
    if (failure) throw failure;
    await sending;
  };
  return {
    write: async (rows) => {
      await settled();
      sending = send(stream, rows);
      sending.catch(() => undefined); // told to whoever comes next
    },
    end: async () => {
      await settled();
      stream.end();
      await finished(stream);
    },
  };
}

/** A connection that is lost meanwhile calls nobody back: only its error tells. */
function send(stream: Writable, rows: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.write(rows, (error) => {
      stream.off('error', reject);
      if (error) reject(error);
      else resolve();
    });
  });
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
