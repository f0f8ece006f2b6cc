import type { Text } from './text.ts';

/** Where a fault was found in a request. */
export type FaultPlace = 'body' | 'query' | 'path' | 'header';

/** One fault of a request as a thrower gives it: both languages; the caller gets its own. `line` counts from 1 in batches and imports. */
export interface Fault {
  readonly in: FaultPlace;
  readonly pointer: string;
  readonly code: string;
  readonly detail: Text;
  readonly line?: number;
}
