import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { startKit } from '../test/start.ts';
import { copyRow, inCopyTransaction } from './copy-transaction.ts';
import { isDatabaseAway } from './database.ts';

const rows = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => copyRow([`thing ${from + index}\tof\\${'x'.repeat(100)}`, from + index])).join('');

test('rows are in the table with the transaction, with every character', async () => {
  await using service = await startKit();
  const { database } = service;

  await inCopyTransaction(database, async (_tx, copyInto) => {
    const copy = copyInto('thing (id, number)');
    await copy.write(rows(0, 2));
    await copy.write(rows(2, 1));
    await copy.end();
  });

  const { rows: found } = await sql<{ id: string; number: number }>`select id, number from thing order by number`.execute(database.db);
  expect(found.map(({ number }) => number)).toEqual([0, 1, 2]);
  expect(found[0]?.id).toBe(`thing 0\tof\\${'x'.repeat(100)}`);
});

test('a copy that is given up leaves nothing, and the connections are of use after it', async () => {
  await using service = await startKit();
  const { database } = service;
  const givingUp = () =>
    inCopyTransaction(database, async (_tx, copyInto) => {
      await copyInto('thing (id, number)').write(rows(0, 10));
      throw new Error('given up');
    });

  for (let round = 0; round < 6; round += 1) await expect(givingUp()).rejects.toThrow('given up');

  const { rows: found } = await sql`select 1 from thing`.execute(database.db);
  expect(found).toEqual([]);
});

test('a row that the table refuses ends the copy with what the database says', async () => {
  await using service = await startKit();

  const copying = inCopyTransaction(service.database, async (_tx, copyInto) => {
    const copy = copyInto('thing (id, number)');
    await copy.write('a\tnot a number\n');
    await copy.end();
  });

  await expect(copying).rejects.toMatchObject({ code: '22P02' });
});

test('a connection that is lost in the middle ends the copy as a database that is away, whether it waits just then or not', async () => {
  await using service = await startKit();
  const { database } = service;

  const copying = inCopyTransaction(database, async (tx, copyInto) => {
    const { rows: own } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    const copy = copyInto('thing (id, number)');
    await copy.write(rows(0, 1000));
    await sql`select pg_terminate_backend(${own[0]!.pid})`.execute(database.db);
    for (let from = 1000; ; from += 1000) await copy.write(rows(from, 1000));
  });

  const error: unknown = await copying.catch((caught: unknown) => caught);
  // What comes from the socket is an error of another realm than that of the test.
  expect([isDatabaseAway(error), Error.isError(error)]).toEqual([true, true]);
});
