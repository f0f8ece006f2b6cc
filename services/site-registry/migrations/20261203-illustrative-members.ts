import { addRegisterColumns } from '@csn/service-kit';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await addRegisterColumns(db, { name: 'site', key: 'site_id', columns: { illustrative_members: "text[] not null default '{}'" } });
}
