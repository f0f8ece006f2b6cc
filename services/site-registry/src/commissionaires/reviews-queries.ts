import type { Quality } from '@csn/contracts';
import type { Axes, Queryable } from '@csn/service-kit';
import { sql } from 'kysely';
import { ofQuality } from '../reading.ts';
import { reviewRegister } from './registers.ts';

export async function countReviewsDone(db: Queryable, axes: Axes, qualities: readonly Quality[] | undefined): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from ${reviewRegister.at(axes)} review where state = 'done' and ${ofQuality(qualities)}`.execute(db);
  return rows[0]?.count ?? 0;
}
