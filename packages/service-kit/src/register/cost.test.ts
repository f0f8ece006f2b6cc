import { expect, test } from '@jest/globals';
import { scratchDatabase } from '@csn/testing';
import { sql } from 'kysely';
import { migrations, type Tables, thingRegister } from '../../test/start.ts';
import { type Axes, lastRecordedAt } from '../recorded-time.ts';

/** Milliseconds of one reading, the median of many. */
async function costOf(read: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 40; round += 1) {
    const started = performance.now();
    await read();
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[20] ?? 0;
}

test('a reading costs about the same whether a subject has 2 versions or 200', async () => {
  const costs: Record<string, number>[] = [];
  for (const versions of [2, 200]) {
    const database = await scratchDatabase<Tables>('service-kit', migrations);
    const { db } = database;
    try {
      const first = Temporal.PlainDate.from('2000-01-01');
      const subjects = Array.from({ length: 52 }, (_, index) => ({
        id: `item-${String(index).padStart(3, '0')}`,
        actor: 'load',
        versions: Array.from({ length: versions }, (_none, day) => ({ effectiveOn: first.add({ days: Math.floor((day * 200) / versions) }).toString(), content: { colour: 'red', size: day, note: null }, members: ['size'], reason: null })),
      }));
      await db.transaction().execute((tx) => thingRegister.load(tx, subjects));
      const before = await lastRecordedAt(db);
      // As if every subject had changed once more: what was known before comes from the versions and not from the timeline.
      await sql`update item set recorded_at = recorded_at + interval '1 hour'`.execute(db);
      await sql`vacuum analyze`.execute(db);
      const asOf = '2000-04-01';
      const now: Axes = { asOf, knownAt: '2999-01-01T00:00:00Z', isLatest: false };
      const then: Axes = { ...now, knownAt: before };
      const page = (axes: Axes) => () => sql`select * from ${thingRegister.at(axes)} item order by item_id limit 51`.execute(db);
      costs.push({
        'one now': await costOf(() => thingRegister.find(db, 'item-042', now)),
        'one as known before': await costOf(() => thingRegister.find(db, 'item-042', then)),
        'fifty now': await costOf(page(now)),
        'fifty as known before': await costOf(page(then)),
      });
    } finally {
      await database.drop();
    }
  }

  const ratios = Object.fromEntries(Object.entries(costs[1] ?? {}).map(([reading, cost]) => [reading, Math.round((cost / (costs[0]?.[reading] ?? 1)) * 10) / 10]));
  process.stdout.write(`200 versions a subject cost, of 2: ${JSON.stringify(ratios)}\n`);
  // Wide, since other work runs beside the tests; a scan over all versions would cost fifty times as much.
  for (const ratio of Object.values(ratios)) expect(ratio).toBeLessThan(15);
}, 120_000);
