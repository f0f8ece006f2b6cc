import { scratchDatabase } from '@csn/testing';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { migrations, type Tables, thingRegister } from '../../test/start.ts';
import { addRegisterColumns } from './tables.ts';
import { Register } from './register.ts';

const red = { colour: 'red', size: 1, note: null };
const latest = { asOf: '2024-12-31', knownAt: '', isLatest: true };

test('a register gets a column: what was recorded has its default, what is recorded then is read back, also by the release before', async () => {
  const { db, drop } = await scratchDatabase<Tables>('service-kit', migrations);
  await using _database = { [Symbol.asyncDispose]: drop };
  const note = (effectiveOn: string) => ({ effectiveOn, actor: 'tester', reason: null });
  await db.transaction().execute((tx) => thingRegister.create(tx, 'a', red, note('2024-01-01')));

  await addRegisterColumns(db as never, { name: 'item', key: 'item_id', columns: { marks: "text[] not null default '{}'" } });
  const widened = new Register<'itemId', typeof red & { marks: string[] }>({ name: 'item', key: 'itemId', members: ['colour', 'size', 'note', 'marks'] });
  const old = await widened.find(db, 'a', latest);
  await db.transaction().execute(async (tx) => widened.change(tx, (await widened.lock(tx, 'a'))!, { marks: ['new'] }, note('2024-02-01')));
  await db.transaction().execute((tx) => thingRegister.create(tx, 'b', red, note('2024-01-01')));

  expect(old?.marks).toEqual([]);
  const { rows } = await sql`select item_id, effective_on, colour, marks from item_timeline order by item_id, effective_on`.execute(db);
  expect(rows).toEqual([
    { itemId: 'a', effectiveOn: '2024-01-01', colour: 'red', marks: [] },
    { itemId: 'a', effectiveOn: '2024-02-01', colour: 'red', marks: ['new'] },
    { itemId: 'b', effectiveOn: '2024-01-01', colour: 'red', marks: [] },
  ]);
});
