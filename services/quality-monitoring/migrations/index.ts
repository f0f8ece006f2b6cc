import * as schedule from './20261125-schedule.ts';
import * as knownVersions from './20261130-known-versions.ts';

/** In the order of their names; forward only. */
export const migrations = {
  '20261125-schedule': schedule,
  '20261130-known-versions': knownVersions,
};
