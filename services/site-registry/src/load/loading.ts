import { type Change, eventText, insertEvents, randomHex, type ServiceAppOptions, type Tx } from '@csn/service-kit';
import type { Tables } from '../tables.ts';

export type LoadOptions = Pick<ServiceAppOptions<Tables>, 'database' | 'clock' | 'log' | 'service'>;
/** What is loaded: `reported` leaves out all that is illustrative. */
export type Load = 'all' | 'reported';

export const loadActor = 'data-load';
export const loadReason = 'Loaded at start';

/** What was loaded stands in the change feed like what came through the interface. */
export async function recordLoaded(tx: Tx<Tables>, options: LoadOptions, changes: readonly Change[]): Promise<void> {
  const time = options.clock.timestamp();
  await insertEvents(
    tx,
    changes.map((change) => eventText(change, { source: `/services/${options.service}`, id: randomHex(16), time, actor: loadActor, requestId: 'load' })),
  );
}
