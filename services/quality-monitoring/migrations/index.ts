import * as schedule from './20261125-schedule.ts';

/** In the order of their names; forward only. */
export const migrations = {
  '20261125-schedule': schedule,
};
