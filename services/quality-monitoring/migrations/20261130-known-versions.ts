import { indexKnownVersions } from '@csn/service-kit';
import type { Kysely } from 'kysely';

/** The registers by their keys. */
const registers = {
  schedule: 'program',
};

/** What was known at an instant costs the same to find however many versions were recorded since. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, key] of Object.entries(registers)) await indexKnownVersions(db, name, key);
}
