import * as sites from './20261125-sites.ts';
import * as outreach from './20261126-outreach.ts';
import * as commissionaires from './20261127-commissionaires.ts';
import * as findingSites from './20261128-finding-sites.ts';
import * as findingVersions from './20261128-finding-versions.ts';
import * as imports from './20261129-imports.ts';
import * as knownVersions from './20261130-known-versions.ts';
import * as knownStatements from './20261201-known-statements.ts';
import * as illustrativeMembers from './20261203-illustrative-members.ts';

/** In the order of their names; forward only. */
export const migrations = {
  '20261125-sites': sites,
  '20261126-outreach': outreach,
  '20261127-commissionaires': commissionaires,
  '20261128-finding-sites': findingSites,
  '20261128-finding-versions': findingVersions,
  '20261129-imports': imports,
  '20261130-known-versions': knownVersions,
  '20261201-known-statements': knownStatements,
  '20261203-illustrative-members': illustrativeMembers,
};
