import { indexKnownVersions } from '@csn/service-kit';
import type { Kysely } from 'kysely';

/** The registers by their keys. */
const registers = {
  site: 'site_id',
  reactivation_plan: 'site_id',
  passport_extension: 'site_id',
  clinic: 'clinic_id',
  sin_location: 'location_id',
  commissionaire_review: 'region',
  commissionaire_plan: 'plan_id',
  commissionaire_consultation: 'consultation_id',
  commissionaire_communication: 'communication_id',
};

/** What was known at an instant costs the same to find however many versions were recorded since. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, key] of Object.entries(registers)) await indexKnownVersions(db, name, key);
}
