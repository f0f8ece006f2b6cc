import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { startKit } from '../test/start.ts';
import { frozenClock } from './clock.ts';

test('instants have three decimals whatever they end in, so that their texts sort as they do', async () => {
  await using service = await startKit();
  const instants = ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.1Z', '2024-02-29T12:00:00.119Z', '2024-02-29T12:00:00.12Z', '2024-02-29T12:00:00.121Z'];
  const texts = instants.map((instant) => Temporal.Instant.from(instant).toString({ fractionalSecondDigits: 3 }));

  const { rows } = await sql<{ at: string }>`select at from unnest(${instants}::timestamptz[]) at order by at`.execute(service.database.db);

  expect(rows.map(({ at }) => at)).toEqual(texts);
  expect(texts.toSorted()).toEqual(texts);
  expect(instants.map((instant) => frozenClock(instant).timestamp())).toEqual(texts);
});
