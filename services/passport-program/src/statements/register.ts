import {
  OpenQuestionFacts,
  PilotDecisionFacts,
  PilotFacts,
  PilotIncidentFacts,
  PilotWaveFacts,
  QaProgramFacts,
  RolloutFacts,
  RolloutRequirementFacts,
  type Source,
} from '@csn/contracts';
import { Register } from '@csn/service-kit';

/**
 * What documents state in words, by topic: facts that are read and dated like every record, and that no call writes.
 * Each topic has the schema of its contract.
 */
export const topics = {
  'qa-program': QaProgramFacts,
  rollout: RolloutFacts,
  'rollout-requirement': RolloutRequirementFacts,
  pilot: PilotFacts,
  'pilot-open-question': OpenQuestionFacts,
  'pilot-wave': PilotWaveFacts,
  'pilot-incident': PilotIncidentFacts,
  'pilot-decision': PilotDecisionFacts,
} as const;
export type Topic = keyof typeof topics;

export interface Statement {
  readonly topic: Topic;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly source: Source;
}

/** The key is `topic/code`. */
export const statementRegister = new Register<'statementId', Statement>({ name: 'statement', key: 'statementId', members: ['topic', 'facts', 'source'] });
