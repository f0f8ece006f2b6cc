import { expect, test } from '@jest/globals';
import { scratchDatabase } from '@csn/testing';
import { type RawBuilder, sql } from 'kysely';
import { migrations, type Tables, thingRegister } from '../../test/start.ts';
import type { Queryable } from '../database.ts';

/** The pages of tables and indexes that a reading touches: it says more of its cost than a clock on a busy machine. */
async function costOf(db: Queryable, reading: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<Record<string, { Plan: Record<string, number> }[]>>`explain (analyze, buffers, format json) ${reading}`.execute(db);
  const plan = Object.values(rows[0] ?? {})[0]?.[0]?.Plan ?? {};
  return (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
}

const FIRST = '2024-01-01T00:00:00Z';
const LAST = '2024-01-01T16:40:00Z';
const readings = {
  now: { asOf: '2001-05-15', knownAt: '2999-01-01T00:00:00Z' },
  'as known half-way': { asOf: '2001-05-15', knownAt: '2024-01-01T08:20:00Z' },
  // Nearly all that was recorded later holds by that day, too.
  'on the last day as known at first': { asOf: '2002-09-26', knownAt: FIRST },
};

test('reading fifty subjects costs about the same whether each has 2 versions or 1000', async () => {
  const costs: Record<string, number>[] = [];
  for (const versions of [2, 1000]) {
    const database = await scratchDatabase<Tables>('service-kit', migrations);
    const { db } = database;
    try {
      // Each takes effect on a day of its own and was recorded in a minute of its own, within 1000 days and 1000 minutes.
      await sql`insert into item select 'item-' || number, ${versions}, ${LAST} from generate_series(1, 60) number`.execute(db);
      await sql`insert into item_version
        select item_id, date '2000-01-01' + 1000 / ${versions}::integer * version, version + 1, 'red', version, null, '{size}',
          ${FIRST}::timestamptz + interval '1000 minutes' / ${versions}::integer * version, 'load', null
        from item, generate_series(0, ${versions}::integer - 1) version`.execute(db);
      await sql`vacuum analyze`.execute(db);
      const cost: Record<string, number> = {};
      for (const [when, axes] of Object.entries(readings)) {
        const held = thingRegister.at({ ...axes, isLatest: false });
        cost[when] = await costOf(db, sql`select * from ${held} item order by item_id limit 51`);
      }
      costs.push(cost);
    } finally {
      await database.drop();
    }
  }

  const ratios = Object.fromEntries(
    Object.entries(costs[1] ?? {}).map(([reading, cost]) => [reading, Math.round((cost / (costs[0]?.[reading] ?? 1)) * 10) / 10]),
  );
  process.stdout.write(`pages that a reading touches at 1000 versions a subject, of those at 2: ${JSON.stringify(ratios)}\n`);
  for (const ratio of Object.values(ratios)) expect(ratio).toBeLessThan(4);
}, 120_000);
