import * as volumes from './20261125-volumes.ts';
import * as annotations from './20261126-annotations.ts';

/** In the order of their names; forward only. */
export const migrations = {
  '20261125-volumes': volumes,
  '20261126-annotations': annotations,
};
