import { indexKnownVersions } from '@csn/service-kit';
import type { Kysely } from 'kysely';

/** The registers by their keys. */
const registers = {
  statement: 'statement_id',
  demand_estimate: 'estimated_on',
  demand_disruption: 'disruption_id',
  demand_mitigation: 'mitigation_id',
  qa_rate: 'schedule',
  qa_integration: 'system',
  rollout_sequence: 'sequence',
  pilot_site: 'pilot_site_id',
  pilot_production: 'stated_for',
};

/** What was known at an instant costs the same to find however many versions were recorded since. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, key] of Object.entries(registers)) await indexKnownVersions(db, name, key);
}
