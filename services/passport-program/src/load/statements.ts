import type { z } from 'zod';
import { type Statement, type Topic, topics } from '../statements/register.ts';
import { type LoadedRecord, recordsIn } from './records.ts';

const files: Readonly<Record<Topic, string>> = {
  'qa-program': 'qa-program.json',
  rollout: 'rollout.json',
  'rollout-requirement': 'rollout-requirements.json',
  pilot: 'pilot.json',
  'pilot-open-question': 'pilot-open-questions.json',
  'pilot-wave': 'pilot-waves.json',
  'pilot-incident': 'pilot-incidents.json',
  'pilot-decision': 'pilot-decision.json',
};

/** What documents state in words, one file a topic, each held against the schema of its contract. */
export function statements(): LoadedRecord<Statement>[] {
  return (Object.keys(files) as Topic[]).flatMap((topic) => {
    const schema: z.ZodType<Record<string, unknown>> = topics[topic];
    return recordsIn(files[topic], schema).map(({ id, versions }) => ({
      id: `${topic}/${id}`,
      versions: versions.map(({ effectiveOn, reason, content: { source, ...facts } }) => ({
        effectiveOn,
        reason,
        members: ['topic', 'facts', 'source'],
        content: { topic, facts, source },
      })),
    }));
  });
}
