import { createKnownSitesTable, createRegisterTables } from '@csn/service-kit';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRegisterTables(db, {
    name: 'schedule',
    key: 'program',
    columns: { extent: 'text not null', allowed: 'jsonb not null', cause: 'jsonb', purpose: 'jsonb', source: 'jsonb not null' },
    checks: ["extent in ('suspended', 'limited', 'full')", "(extent = 'suspended') = (allowed = '[]')"],
  });
  await createKnownSitesTable(db);
}
