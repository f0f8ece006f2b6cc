import * as passportProgram from './20261125-passport-program.ts';

/** In the order of their names; forward only. */
export const migrations = {
  '20261125-passport-program': passportProgram,
};
