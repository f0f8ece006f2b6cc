import * as editions from './20261125-editions.ts';

/** In the order of their names; forward only. */
export const migrations = {
  '20261125-editions': editions,
};
