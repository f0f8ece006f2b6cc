import type { SectionAuthor } from './author.ts';
import { commissionaires } from './commissionaires.ts';
import { modernization } from './modernization.ts';
import { network } from './network.ts';
import { outreach } from './outreach.ts';
import { passportDemand } from './passport-demand.ts';
import { passportQualityAssurance } from './passport-quality-assurance.ts';
import { quality } from './quality.ts';
import { rollout } from './rollout.ts';
import { volumes } from './volumes.ts';

/** The sections of the update, in the order in which they are read. */
export const sections: readonly SectionAuthor[] = [
  volumes,
  network,
  outreach,
  commissionaires,
  quality,
  passportDemand,
  passportQualityAssurance,
  rollout,
  modernization,
];
