import * as sites from './20261125-sites.ts';

/** In the order of their names; forward only. */
export const migrations = {
  '20261125-sites': sites,
};
