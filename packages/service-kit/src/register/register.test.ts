import { expect, test } from '@jest/globals';
import { type ScratchDatabase, scratchDatabase } from '@csn/testing';
import { sql } from 'kysely';
import { migrations, type Tables, type Thing, thingRegister } from '../../test/start.ts';
import { frozenClock, systemClock } from '../clock.ts';
import type { Tx } from '../database.ts';
import { readAxes } from '../recorded-time.ts';

type Scratch = ScratchDatabase<Tables> & AsyncDisposable;
async function startDatabase(): Promise<Scratch> {
  const database = await scratchDatabase<Tables>('service-kit', migrations);
  return { ...database, [Symbol.asyncDispose]: () => database.drop() };
}

const red: Thing = { colour: 'red', size: 1, note: null };
const note = (effectiveOn: string) => ({ effectiveOn, actor: 'tester', reason: null });
const asOf = '2024-12-31';

async function givenItem({ db }: Scratch, id: string): Promise<void> {
  await db.transaction().execute((tx) => thingRegister.create(tx, id, red, note('2024-01-01')));
}

async function change(tx: Tx<Tables>, id: string, patch: Partial<Thing>, effectiveOn = '2024-02-01') {
  const subject = await thingRegister.lock(tx, id);
  return thingRegister.change(tx, subject!, patch, note(effectiveOn));
}

/** A point that several transactions reach before any goes on. */
function meeting(of: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let missing = of;
  return async () => {
    if ((missing -= 1) === 0) resolve();
    await promise;
  };
}

const added = (table: string, column: string) => `insert into ${table} (item_id, effective_on, revision, colour, size, recorded_at, actor, ${column}) values`;

test('the database itself keeps the versions as they are and the timelines whole', async () => {
  await using database = await startDatabase();
  await givenItem(database, 'a');
  const refusals = {
    [`update item_version set colour = 'blue'`]: '23001',
    'delete from item_version': '23001',
    'truncate item_version': '23001',
    // Two versions of one subject that hold on the same day.
    [`${added('item_timeline', 'ended_on')} ('a', '2024-06-01', 2, 'blue', 1, now(), 'x', '2024-07-01')`]: '23P01',
    // A version of nobody, and one version twice.
    [`${added('item_version', 'members')} ('nobody', '2024-06-01', 1, 'blue', 1, now(), 'x', '{}')`]: '23503',
    [`${added('item_version', 'members')} ('a', '2024-01-01', 1, 'blue', 1, now(), 'x', '{}')`]: '23505',
  };

  const outcomes = await Promise.all(
    Object.keys(refusals).map((statement) =>
      sql
        .raw(statement)
        .execute(database.db)
        .catch((error: { code: string }) => error.code),
    ),
  );

  expect(outcomes).toEqual(Object.values(refusals));
});

test('of two that change the same revision at once one writes and the other sees that it has changed', async () => {
  await using database = await startDatabase();
  await givenItem(database, 'a');
  const changeIfFirst = (colour: string) =>
    database.db.transaction().execute(async (tx) => {
      const subject = (await thingRegister.lock(tx, 'a'))!;
      if (subject.revision !== 1) return 'stale';
      await thingRegister.change(tx, subject, { colour }, note('2024-02-01'));
      return 'written';
    });

  const outcomes = await Promise.all([changeIfFirst('blue'), changeIfFirst('green')]);

  expect(outcomes.sort()).toEqual(['stale', 'written']);
  expect(await thingRegister.history(database.db, 'a', { after: undefined, limit: 10 })).toHaveLength(2);
});

test('of two that begin the same subject at once one does, and the other is told', async () => {
  await using database = await startDatabase();
  const create = (colour: string) => database.db.transaction().execute((tx) => thingRegister.create(tx, 'a', { ...red, colour }, note('2024-01-01')));

  const [first, second] = await Promise.all([create('blue'), create('green')]);

  expect([first, second].filter((written) => written === undefined)).toHaveLength(1);
});

test('two transactions that change the same two subjects in opposite order both succeed at once', async () => {
  await using database = await startDatabase();
  await Promise.all([givenItem(database, 'a'), givenItem(database, 'b')]);
  const both = (first: string, second: string, size: number) =>
    database.db.transaction().execute(async (tx) => [await change(tx, first, { size }), await change(tx, second, { size })]);

  // Nothing here repeats a transaction that the database ended as a deadlock.
  const written = await Promise.all([both('a', 'b', 2), both('b', 'a', 3), both('a', 'b', 4), both('b', 'a', 5)]);

  expect(
    written
      .flat()
      .map(({ revision }) => revision)
      .toSorted((a, b) => a - b),
  ).toEqual([2, 2, 3, 3, 4, 4, 5, 5]);
});

test('what one transaction writes of several subjects becomes known at one instant', async () => {
  await using database = await startDatabase();
  await Promise.all([givenItem(database, 'a'), givenItem(database, 'b')]);

  const [a, again, b] = await database.db
    .transaction()
    .execute(async (tx) => [await change(tx, 'a', { size: 2 }), await change(tx, 'a', { size: 3 }), await change(tx, 'b', { size: 3 })]);

  expect([a?.revision, again?.revision, b?.revision]).toEqual([2, 3, 2]);
  expect(new Set([a?.recordedAt, again?.recordedAt, b?.recordedAt]).size).toBe(1);
});

test('a transaction has one instant also within savepoints, and after one was taken back', async () => {
  await using database = await startDatabase();
  for (const id of ['a', 'b', 'c', 'd']) await givenItem(database, id);

  const written = await database.db.transaction().execute(async (tx) => {
    const a = await change(tx, 'a', { colour: 'blue' });
    await sql`savepoint one`.execute(tx);
    const b = await change(tx, 'b', { colour: 'blue' });
    const again = await change(tx, 'b', { size: 7 });
    await sql`rollback to savepoint one`.execute(tx);
    const c = await change(tx, 'c', { colour: 'blue' });
    await sql`release savepoint one`.execute(tx);
    return [a, b, again, c, await change(tx, 'd', { colour: 'blue' })];
  });
  const next = await database.db.transaction().execute((tx) => change(tx, 'a', { size: 9 }));

  expect(new Set(written.map(({ recordedAt }) => recordedAt)).size).toBe(1);
  expect(Temporal.Instant.compare(next.recordedAt, written[0]!.recordedAt)).toBe(1);
});

test('recorded instants rise strictly in the order of commits, and what was known at an instant never changes, while twelve write', async () => {
  await using database = await startDatabase();
  const { db } = database;
  const ids = Array.from({ length: 12 }, (_, index) => `item-${index}`);
  for (const id of ids) await givenItem(database, id);
  const commits: string[] = [];
  let writing = true;
  const write = async (id: string, index: number): Promise<void> => {
    for (let round = 1; round <= 8; round += 1) {
      await db.transaction().execute(async (tx) => {
        const { recordedAt } = await change(tx, id, { size: round + 1 }, `2024-0${1 + (round % 9)}-01`);
        if ((index + round) % 4 === 0) await sql`select pg_sleep(0.004)`.execute(tx);
        // The lock is held to the commit, so the order in which these lines run is the order of the commits.
        commits.push(recordedAt);
      });
    }
  };
  const everything = async (axes: { asOf: string; knownAt: string; isLatest: boolean }) =>
    (await sql`select * from ${thingRegister.at(axes)} item order by item_id`.execute(db)).rows;
  const asked: { axes: { asOf: string; knownAt: string; isLatest: boolean }; answer: unknown[] }[] = [];
  const read = async (explicit: boolean): Promise<void> => {
    while (writing && asked.length < 90) {
      const axes = await readAxes(db, systemClock, { asOf, ...(explicit && { knownAt: Temporal.Now.instant().toString() }) });
      asked.push({ axes, answer: await everything(axes) });
    }
  };

  const reading = Promise.all([read(true), read(true), read(false)]);
  await Promise.all(ids.map(write));
  writing = false;
  await reading;

  const instants = commits.map((instant) => Temporal.Instant.from(instant).epochMilliseconds);
  expect(instants).toEqual([...new Set(instants)].sort((a, b) => a - b));
  expect(asked.length).toBeGreaterThan(5);
  expect(await Promise.all(asked.map(({ axes }) => everything(axes)))).toEqual(asked.map(({ answer }) => answer));
}, 60_000);

test('a reading without knownAt names the instant that gives the same again, also if a write came in between', async () => {
  await using database = await startDatabase();
  const { db } = database;
  await givenItem(database, 'a');
  const axes = await readAxes(db, systemClock, { asOf });

  await db.transaction().execute((tx) => change(tx, 'a', { colour: 'blue' }));
  await givenItem(database, 'b');

  expect(await thingRegister.find(db, 'a', axes)).toMatchObject({ colour: 'red', revision: 1, subjectRevision: 1 });
  expect(await thingRegister.find(db, 'b', axes)).toBeUndefined();
});

test('an instant that was asked for is closed: who writes in the same millisecond, or by a slow clock, writes later', async () => {
  await using database = await startDatabase();
  const { db } = database;
  await givenItem(database, 'a');
  const ahead = Temporal.Now.instant().add({ seconds: 5 }).toString();
  const axes = await readAxes(db, frozenClock(ahead), { asOf, knownAt: ahead });

  const { recordedAt } = await db.transaction().execute((tx) => change(tx, 'a', { colour: 'blue' }));

  expect(Temporal.Instant.compare(Temporal.Instant.from(recordedAt), Temporal.Instant.from(ahead))).toBe(1);
  expect(await thingRegister.find(db, 'a', axes)).toMatchObject({ colour: 'red' });
});

test('an explicit knownAt waits for a writer that holds an earlier instant', async () => {
  await using database = await startDatabase();
  const { db } = database;
  await givenItem(database, 'a');
  const bothThere = meeting(2);
  const writing = db.transaction().execute(async (tx) => {
    await change(tx, 'a', { colour: 'blue' });
    await bothThere();
    await sql`select pg_sleep(0.1)`.execute(tx);
  });
  await bothThere();

  const axes = await readAxes(db, systemClock, { asOf, knownAt: Temporal.Now.instant().toString() });

  expect(await thingRegister.find(db, 'a', axes)).toMatchObject({ colour: 'blue' });
  await writing;
});

test('what will be known in the future cannot be asked', async () => {
  await using database = await startDatabase();

  await expect(readAxes(database.db, systemClock, { knownAt: '2999-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'known-at-in-future' });
});

test('a subject is looked up by the index made for it, also where most have one version only', async () => {
  await using database = await startDatabase();
  const { db } = database;
  const subjects = Array.from({ length: 2000 }, (_, index) => ({
    id: `item-${index}`,
    actor: 'load',
    versions: [{ effectiveOn: '2024-01-01', content: red, members: ['size'], reason: null }],
  }));
  await db.transaction().execute((tx) => thingRegister.load(tx, subjects));
  await sql`analyze`.execute(db);

  const latest = { asOf, knownAt: '', isLatest: true };
  const one = await sql<object>`explain select * from ${thingRegister.at(latest)} item where item_id = 'item-42'`.execute(db);
  const page = await sql<object>`explain select * from ${thingRegister.at(latest)} item order by item_id limit 51`.execute(db);

  for (const { rows } of [one, page]) {
    const plan = JSON.stringify(rows);
    expect(plan).toContain('item_timeline_on');
    expect(plan).not.toContain('item_timeline_pkey');
  }
});

test('the timeline tells what holds now, without gap and overlap', async () => {
  await using database = await startDatabase();
  const { db } = database;
  await givenItem(database, 'a');
  await db.transaction().execute((tx) => change(tx, 'a', { size: 2 }, '2024-03-01'));
  await db.transaction().execute((tx) => change(tx, 'a', { colour: 'blue' }, '2024-02-01'));

  const { rows } = await sql`select item_id, effective_on, ended_on, revision, colour, size from item_timeline order by effective_on`.execute(db);

  expect(rows).toEqual([
    { itemId: 'a', effectiveOn: '2024-01-01', endedOn: '2024-02-01', revision: 1, colour: 'red', size: 1 },
    { itemId: 'a', effectiveOn: '2024-02-01', endedOn: '2024-03-01', revision: 3, colour: 'blue', size: 1 },
    { itemId: 'a', effectiveOn: '2024-03-01', endedOn: null, revision: 3, colour: 'blue', size: 2 },
  ]);
});

test('loading many leaves those alone whose key is taken, and checks each timeline', async () => {
  await using database = await startDatabase();
  await givenItem(database, 'a');
  const subject = (id: string) => ({
    id,
    actor: 'load',
    versions: ['2020-01-01', '2021-01-01'].map((effectiveOn, index) => ({
      effectiveOn,
      content: { ...red, size: index + 5 },
      members: Object.keys(red),
      reason: null,
    })),
  });

  const fresh = await database.db.transaction().execute((tx) => thingRegister.load(tx, [subject('a'), subject('b'), subject('c')]));

  expect(fresh.sort()).toEqual(['b', 'c']);
  const held = await Promise.all(['a', 'b'].map((id) => thingRegister.find(database.db, id, { asOf, knownAt: '', isLatest: true })));
  expect(held.map((item) => item?.size)).toEqual([1, 6]);
});
