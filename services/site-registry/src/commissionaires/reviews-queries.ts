import type { Axes, Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import { reviewRegister } from './registers.ts';

export async function countReviewsDone(db: Queryable, axes: Axes): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${reviewRegister.at(axes)} review where state = 'done'`.execute(db);
  return rows[0]?.count ?? 0;
}
