import * as volumes from './20261125-volumes.ts';

/** In the order of their names; forward only. */
export const migrations = {
  '20261125-volumes': volumes,
};
