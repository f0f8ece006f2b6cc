import * as volumes from './20261125-volumes.ts';
import * as annotations from './20261126-annotations.ts';
import * as placeTotals from './20261126-place-totals.ts';
import * as statutoryHolidays from './20261126-statutory-holidays.ts';
import * as batchIntake from './20261127-batch-intake.ts';

/** In the order of their names; forward only. */
export const migrations = {
  '20261125-volumes': volumes,
  '20261126-annotations': annotations,
  '20261126-place-totals': placeTotals,
  '20261126-statutory-holidays': statutoryHolidays,
  '20261127-batch-intake': batchIntake,
};
