import { expect, test } from '@jest/globals';
import { scratchDatabase } from '@csn/testing';
import { type RawBuilder, sql } from 'kysely';
import { migrations, type Tables, thingRegister } from '../../test/start.ts';
import type { Queryable } from '../database.ts';
import { type Axes, lastRecordedAt } from '../recorded-time.ts';

/** The pages of tables and indexes that a reading touches: it says more of its cost than a clock on a busy machine. */
async function costOf(db: Queryable, reading: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<Record<string, { Plan: Record<string, number> }[]>>`explain (analyze, buffers, format json) ${reading}`.execute(db);
  const plan = Object.values(rows[0] ?? {})[0]?.[0]?.Plan ?? {};
  return (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
}

test('a reading costs about the same whether a subject has 2 versions or 200', async () => {
  const costs: Record<string, number>[] = [];
  for (const versions of [2, 200]) {
    const database = await scratchDatabase<Tables>('service-kit', migrations);
    const { db } = database;
    try {
      const first = Temporal.PlainDate.from('2000-01-01');
      const subjects = Array.from({ length: 60 }, (_, index) => ({
        id: `item-${index}`,
        actor: 'load',
        versions: Array.from({ length: versions }, (_none, day) => ({
          effectiveOn: first.add({ days: Math.floor((day * 200) / versions) }).toString(),
          content: { colour: 'red', size: day, note: null },
          members: ['size'],
          reason: null,
        })),
      }));
      await db.transaction().execute((tx) => thingRegister.load(tx, subjects));
      const before = await lastRecordedAt(db);
      // As if every subject had changed once more: what was known before comes from the versions and not from the timeline.
      await sql`update item set recorded_at = recorded_at + interval '1 hour'`.execute(db);
      await sql`vacuum analyze`.execute(db);
      const axes = (knownAt: string): Axes => ({ asOf: '2000-04-01', knownAt, isLatest: false });
      const one = (knownAt: string) => sql`select * from ${thingRegister.at(axes(knownAt))} item where item_id = 'item-42'`;
      const page = (knownAt: string) => sql`select * from ${thingRegister.at(axes(knownAt))} item order by item_id limit 51`;
      const now = '2999-01-01T00:00:00Z';
      costs.push({
        'one now': await costOf(db, one(now)),
        'one as known before': await costOf(db, one(before)),
        'fifty now': await costOf(db, page(now)),
        'fifty as known before': await costOf(db, page(before)),
      });
    } finally {
      await database.drop();
    }
  }

  const ratios = Object.fromEntries(
    Object.entries(costs[1] ?? {}).map(([reading, cost]) => [reading, Math.round((cost / (costs[0]?.[reading] ?? 1)) * 10) / 10]),
  );
  process.stdout.write(`pages that a reading touches at 200 versions a subject, of those at 2: ${JSON.stringify(ratios)}\n`);
  for (const ratio of Object.values(ratios)) expect(ratio).toBeLessThan(10);
}, 120_000);
