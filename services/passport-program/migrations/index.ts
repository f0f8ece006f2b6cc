import * as passportProgram from './20261125-passport-program.ts';
import * as knownVersions from './20261130-known-versions.ts';

/** In the order of their names; forward only. */
export const migrations = {
  '20261125-passport-program': passportProgram,
  '20261130-known-versions': knownVersions,
};
