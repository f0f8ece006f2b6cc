import { createRegisterTables } from '@csn/service-kit';
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists unaccent`.execute(db);
  await createRegisterTables(db, {
    name: 'site',
    key: 'site_id',
    columns: {
      kind: 'text not null',
      name: 'jsonb not null',
      region: 'text not null',
      province: 'text not null',
      address: 'jsonb not null',
      location: 'jsonb not null',
      time_zone: 'text not null',
      languages: 'text[] not null',
      hours: 'jsonb not null',
      services: 'text[] not null',
      accessibility: 'text[] not null',
      state: 'text not null',
      successor: 'text references site',
      source: 'jsonb not null',
    },
    checks: [
      "kind in ('service-canada-centre', 'consolidated-centre', 'passport-service-site', 'scheduled-outreach', 'delivery-partner', 'processing-unit')",
      "state in ('planned', 'open', 'suspended', 'closed')",
      `(region, province) in (('atlantic', 'NB'), ('atlantic', 'NL'), ('atlantic', 'NS'), ('atlantic', 'PE'), ('quebec', 'QC'), ('ontario', 'ON'),
        ('western-territories', 'AB'), ('western-territories', 'BC'), ('western-territories', 'MB'), ('western-territories', 'NT'), ('western-territories', 'NU'), ('western-territories', 'SK'), ('western-territories', 'YT'))`,
    ],
  });
  await sql`create table stated_count (as_of date primary key, counts jsonb not null, source jsonb not null)`.execute(db);
}
