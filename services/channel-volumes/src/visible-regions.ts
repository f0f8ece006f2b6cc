import type { Region } from '@csn/contracts';
import type { Caller } from '@csn/service-kit';

/** Whose observed counts, and whose annotations, a caller may see: all (undefined), or its own region's. */
export function visibleRegions(caller: Caller): Region[] | undefined {
  if (caller.region === 'national') return undefined;
  return caller.region ? [caller.region] : [];
}
