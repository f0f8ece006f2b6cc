import { createHash } from 'node:crypto';
import { listSiteChanges, verifySiteChanges } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { quietLog, type TestService } from '@csn/testing';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { startKit, type Tables } from '../test/start.ts';
import { type Change, eventText, insertEvents, JournalFeed } from './journal.ts';

const event = (subject: string, data: Change['data'] = {}): string =>
  eventText({ type: 'thing.made', subject, data }, { source: '/services/test', id: subject, time: '2026-11-25T12:00:00Z', actor: 'tester', requestId: 'r-1' });

/** RFC 8785 as an outside verifier writes it: nothing of ours in it. */
function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

async function wholeFeed(service: TestService<Tables>) {
  const events: { sequence: number; subject: string; hash: string; data: Record<string, unknown> }[] = [];
  for (let after = '0'; ;) {
    const page = (await service.as('demo-admin').call(listSiteChanges, { query: { after, limit: 500 } })).json();
    events.push(...page.items);
    after = page.nextCursor;
    if (!page.items.length) return events;
  }
}

const verify = async (service: TestService<Tables>) => (await service.as('demo-admin').call(verifySiteChanges, {})).json();

async function givenEvents(service: TestService<Tables>, count: number): Promise<void> {
  await insertEvents(
    service.database.db,
    Array.from({ length: count }, (_, index) => event(`s-${index + 1}`)),
  );
  await service.options.feed.catchUp();
}

/** As the superuser of the database, who can switch the guard off. */
async function behindTheBack(service: TestService<Tables>, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: service.database.url });
  await client.connect();
  await client.query('alter table journal disable trigger journal_append_only');
  await client.query(statement);
  await client.end();
}

/** Another instance's sequencer, on connections of its own that a test can find and shoot. */
function startSequencer(url: string) {
  const name = 'second sequencer';
  const pool = new pg.Pool({ connectionString: url, application_name: name, max: 2 });
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  const db = new Kysely({ dialect: new PostgresDialect({ pool }) });
  const feed = new JournalFeed({ db, url }, quietLog);
  feed.start();
  return {
    name,
    [Symbol.asyncDispose]: async () => {
      await feed.stop();
      await db.destroy();
    },
  };
}

test('of 32 writers at once, with aborts, pauses and a sequencer that is shot, each committed event stands in the feed once, in order, without a gap', async () => {
  await using service = await startKit();
  const { db, url } = service.database;
  await using second = startSequencer(url);
  const committed: string[] = [];
  let writing = true;
  const write = async (writer: number): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    for (let round = 0; round < 25; round += 1) {
      const subject = `w${writer}-${round}`;
      await client.query('begin');
      await client.query('insert into outbox (event) select unnest($1::text[])', [[event(`${subject}-a`), event(`${subject}-b`)]]);
      if ((writer + round) % 5 === 0) await client.query(`select pg_sleep(${(writer % 7) / 500})`);
      const aborts = (writer * 7 + round) % 4 === 0;
      await client.query(aborts ? 'rollback' : 'commit');
      if (!aborts) committed.push(`${subject}-a`, `${subject}-b`);
    }
    await client.end();
  };
  const read = async (): Promise<number[]> => {
    const seen: number[] = [];
    while (writing) {
      const page = (await service.as('demo-admin').call(listSiteChanges, { query: { after: String(seen.at(-1) ?? 0), limit: 100 } })).json();
      seen.push(...page.items.map(({ sequence }) => sequence));
      expect((await verify(service)).valid).toBe(true);
    }
    return seen;
  };
  const shoot = async (): Promise<number> => {
    let shots = 0;
    while (writing || shots === 0) {
      const { rows } = await sql<{
        hit: boolean;
      }>`select pg_terminate_backend(pid) as hit from pg_stat_activity where datname = current_database() and application_name = ${second.name} and state = 'active'`.execute(
        db,
      );
      shots += rows.length;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return shots;
  };

  const reading = read();
  const shooting = shoot();
  await Promise.all(Array.from({ length: 32 }, (_, writer) => write(writer)));
  writing = false;
  const [seen, shots] = await Promise.all([reading, shooting]);
  await service.options.feed.catchUp();
  const feed = await wholeFeed(service);

  expect(shots).toBeGreaterThan(0);
  expect(feed.map(({ subject }) => subject).sort()).toEqual(committed.sort());
  expect(feed.map(({ sequence }) => sequence)).toEqual(feed.map((_, index) => index + 1));
  expect(seen).toEqual(seen.map((_, index) => index + 1));
  // Transactions of one writer do not overlap, so their events stand in the order of their commits.
  for (let writer = 0; writer < 32; writer += 1) {
    const rounds = feed.filter(({ subject }) => subject.startsWith(`w${writer}-`)).map(({ subject }) => Number(subject.split('-')[1]));
    expect(rounds).toEqual(rounds.toSorted((a, b) => a - b));
  }
  expect(await verify(service)).toEqual({ valid: true, events: committed.length, firstInvalid: null });
});

test('who catches up sees its own committed event, also while another instance is numbering', async () => {
  await using service = await startKit();
  const other = new pg.Client({ connectionString: service.database.url });
  await other.connect();
  await insertEvents(service.database.db, [event('mine')]);
  await other.query('begin');
  await other.query('select from ledger for update');

  const caughtUp = service.options.feed.catchUp();
  await other.query('select pg_sleep(0.05)');
  await other.query('commit');
  await caughtUp;

  expect(await wholeFeed(service)).toMatchObject([{ subject: 'mine', sequence: 1 }]);
  await other.end();
});

test('an idle feed writes nothing', async () => {
  await using service = await startKit();
  await givenEvents(service, 1);
  // The lock of a sequencer is a write into the row's xmax.
  const lastLock = async () => (await sql<{ xmax: string }>`select xmax::text from ledger`.execute(service.database.db)).rows[0]?.xmax;
  const before = await lastLock();

  await sql`select pg_sleep(0.2)`.execute(service.database.db);

  expect(await lastLock()).toBe(before);
});

test('anyone can recompute the chain from the answers, whatever the texts and numbers in them', async () => {
  await using service = await startKit();
  const texts = [
    '"quoted" \\ and \\" back',
    'Métis, ᐃᓄᒃᑎᑐᑦ, 🍁',
    '"sequence":0,"source":',
    '","sequence":0,"source":"x',
    'line\nbreak\ttab \u2028 \u007f',
    'control \u0001 in it',
    'sequence',
    '\u20ac before \ufb33',
    '€',
  ];
  const numbers = [1e21, 1e-7, -0, 0.1 + 0.2, 5e-324, Number.MAX_SAFE_INTEGER, 123456789012345680000, 333333333.3333333];
  const data = { sequence: 0, source: 'inside', texts, numbers, nested: { 'b"': null, a: [true, { z: 1, '\u20ac': 2, '\ufb33': 3, '1': 4, '': 5 }] } };
  await insertEvents(
    service.database.db,
    texts.map((text) =>
      eventText(
        { type: 'thing.made', subject: text, reason: text, data },
        { source: '/services/test', id: text, time: '2026-11-25T12:00:00Z', actor: text, requestId: text },
      ),
    ),
  );
  await service.options.feed.catchUp();

  const feed = await wholeFeed(service);

  let previous: Buffer = Buffer.alloc(32);
  for (const { hash, ...rest } of feed) {
    previous = createHash('sha256').update(previous).update(canonical(rest), 'utf8').digest();
    expect(hash).toBe(previous.toString('hex'));
  }
  expect(feed.map(({ subject, sequence }) => [subject, sequence])).toEqual(texts.map((text, index) => [text, index + 1]));
  expect(feed[0]?.data).toEqual({ ...data, numbers: numbers.map((number) => number + 0) });
});

test.each([
  ['altered', `update journal set event = replace(event, 'tester', 'nobody') where sequence = 3`, 3],
  ['altered in its hash', `update journal set hash = sha256('x') where sequence = 4`, 4],
  ['taken out', 'delete from journal where sequence = 2', 2],
  ['cut off at the end', 'delete from journal where sequence >= 5', 5],
  [
    'put in at the end',
    `insert into journal (sequence, event, hash) select 7, replace(event, '"sequence":6', '"sequence":7'), sha256(hash || convert_to(replace(event, '"sequence":6', '"sequence":7'), 'UTF8')) from journal where sequence = 6`,
    7,
  ],
  ['erased with all the others', 'delete from journal', 1],
])('an event that was %s behind the back of the service is found, with its number', async (_what, statement, firstInvalid) => {
  await using service = await startKit();
  await givenEvents(service, 6);

  await behindTheBack(service, statement);

  expect(await verify(service)).toEqual({ valid: false, events: firstInvalid - 1, firstInvalid });
});

test.each(['update journal set event = event', 'delete from journal', 'truncate journal'])('the journal refuses: %s', async (statement) => {
  await using service = await startKit();
  await givenEvents(service, 1);

  await expect(sql.raw(statement).execute(service.database.db)).rejects.toMatchObject({ code: '23001' });
});
