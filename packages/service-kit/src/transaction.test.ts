import { expect, test } from '@jest/globals';
import { CompiledQuery } from 'kysely';
import { startKit } from '../test/start.ts';
import { violatedConstraint } from './database.ts';
import { inTransaction } from './transaction.ts';

const insertion = (id: string) => CompiledQuery.raw('insert into thing (id, number) values ($1, 1)', [id]);
const broken = CompiledQuery.raw('select 1 / 0', []);

test('statements sent along run in their order, between those that are waited for, and commit with them', async () => {
  await using service = await startKit();
  const { db } = service.database;

  const seen = await inTransaction(db, async (tx, sendAlong) => {
    sendAlong(insertion('first'));
    const before = await tx.selectFrom('thing').select('id').execute();
    sendAlong(CompiledQuery.raw('update thing set number = 2', []));
    sendAlong(insertion('last'));
    return before;
  });

  expect(seen).toEqual([{ id: 'first' }]);
  expect(await db.selectFrom('thing').select(['id', 'number']).orderBy('id').execute()).toEqual([
    { id: 'first', number: 2 },
    { id: 'last', number: 1 },
  ]);
});

test.each([
  ['last', (): Promise<string> => Promise.resolve('an answer')],
  ['before one that is waited for', ({ tx }: { tx: Parameters<Parameters<typeof inTransaction>[1]>[0] }) => tx.executeQuery(insertion('c'))],
  ['before the handler refuses', () => Promise.reject(new Error('of what came after'))],
])('one that fails takes all with it and is told as the cause: %s', async (_where, then) => {
  await using service = await startKit();
  const { db } = service.database;

  const failure: unknown = await inTransaction(db, async (tx, sendAlong) => {
    sendAlong(insertion('a'));
    sendAlong(insertion('a'));
    sendAlong(broken);
    return then({ tx });
  }).catch((error: unknown) => error);

  expect(violatedConstraint(failure)).toBe('thing_pkey');
  expect(await db.selectFrom('thing').select('id').execute()).toEqual([]);
  await inTransaction(db, async (_tx, sendAlong) => sendAlong(insertion('a')));
  expect(await db.selectFrom('thing').select('id').execute()).toEqual([{ id: 'a' }]);
});

test('one that met another transaction in the wrong order runs again from the start', async () => {
  await using service = await startKit();
  const { db } = service.database;
  let attempts = 0;

  await inTransaction(db, async (_tx, sendAlong) => {
    attempts += 1;
    sendAlong(insertion(`attempt ${attempts}`));
    if (attempts === 1) sendAlong(CompiledQuery.raw(`do $$ begin raise 'met' using errcode = 'deadlock_detected'; end $$`, []));
  });

  expect(await db.selectFrom('thing').select('id').execute()).toEqual([{ id: 'attempt 2' }]);
});

test('nothing can be sent along once the transaction is over: its connection serves others', async () => {
  await using service = await startKit();
  const { db } = service.database;

  const sendLate = await inTransaction(db, async (_tx, sendAlong) => sendAlong);

  expect(() => sendLate(insertion('late'))).toThrow('the transaction is over');
});
