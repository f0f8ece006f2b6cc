import type { PlannedSite, RolloutSequence } from '@csn/contracts';
import { Register } from '@csn/service-kit';

export interface SequenceContent {
  readonly state: RolloutSequence['state'];
  /** The sites in the order of the rollout. */
  readonly sites: readonly PlannedSite[];
  readonly source: RolloutSequence['source'];
}

/** One subject, the country: the sequence is changed as a whole. */
export const sequenceRegister = new Register<'sequence', SequenceContent>({ name: 'rollout_sequence', key: 'sequence', members: ['state', 'sites', 'source'] });
export const nationalSequence = 'national';
