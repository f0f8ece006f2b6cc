import { Problem, type Queryable } from '@csn/service-kit';
import { findLaterPredecessor } from './queries.ts';

/**
 * A site that takes over another one is open for it: whoever closes a site asks here first. Register writes go one after
 * the other, so no succession can come in between.
 * @throws Problem closes-before-succession
 */
export async function checkClosing(tx: Queryable, siteId: string, effectiveOn: string): Promise<void> {
  const later = await findLaterPredecessor(tx, siteId, effectiveOn);
  if (later) throw new Problem('closes-before-succession', { values: { siteId, predecessor: later.siteId, on: later.on } });
}
