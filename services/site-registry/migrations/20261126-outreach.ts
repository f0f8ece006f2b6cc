import { createRegisterTables } from '@csn/service-kit';
import { type Kysely, sql } from 'kysely';

/** Rows of a table keep to the provinces of their region; one without a province is national. */
const placeCheck = `(region is null and province is null) or (region, province) in (('atlantic', 'NB'), ('atlantic', 'NL'), ('atlantic', 'NS'), ('atlantic', 'PE'), ('quebec', 'QC'), ('ontario', 'ON'),
  ('western-territories', 'AB'), ('western-territories', 'BC'), ('western-territories', 'MB'), ('western-territories', 'NT'), ('western-territories', 'NU'), ('western-territories', 'SK'), ('western-territories', 'YT'))`;

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRegisterTables(db, {
    name: 'reactivation_plan',
    key: 'site_id',
    columns: { planned_quarter: 'text', source: 'jsonb not null' },
    checks: ["planned_quarter ~ '^[0-9]{4}-[0-9]{2}-Q[1-4]$'"],
  });
  await sql`alter table reactivation_plan add foreign key (site_id) references site`.execute(db);

  await createRegisterTables(db, {
    name: 'passport_extension',
    key: 'site_id',
    columns: {
      state: 'text not null',
      since: 'date not null',
      basis: 'text not null',
      nearest_site_id: 'text references site',
      nearest_km: 'double precision',
      limit_km: 'double precision not null',
      source: 'jsonb not null',
    },
    checks: [
      "state in ('undecided', 'extended', 'exempt')",
      "basis in ('undecided', 'no-passport-office-near', 'passport-office-near', 'override')",
      '(nearest_site_id is null) = (nearest_km is null)',
      'nearest_km >= 0 and limit_km >= 0',
      "basis <> 'passport-office-near' or (state = 'exempt' and nearest_km is not null)",
      "basis <> 'no-passport-office-near' or state = 'extended'",
      "(basis = 'undecided') = (state = 'undecided')",
      'since <= effective_on',
    ],
  });
  await sql`alter table passport_extension add foreign key (site_id) references site`.execute(db);
  await sql`create table stated_reactivation (
    as_of date primary key,
    reactivated integer not null check (reactivated >= 0),
    planned_this_quarter integer not null check (planned_this_quarter >= 0),
    quarter text not null,
    source jsonb not null)`.execute(db);

  await createRegisterTables(db, {
    name: 'clinic',
    key: 'clinic_id',
    columns: {
      place: 'text not null',
      province: 'text not null',
      region: 'text not null',
      site_id: 'text references site',
      people_served: 'bigint not null',
      source: 'jsonb not null',
    },
    checks: ['people_served >= 0', placeCheck],
  });
  await sql`create table stated_clinic_total (
    from_day date not null,
    to_day date not null check (to_day >= from_day),
    clinics integer not null check (clinics >= 0),
    people_served bigint not null check (people_served >= 0),
    source jsonb not null,
    primary key (from_day, to_day))`.execute(db);

  await createRegisterTables(db, {
    name: 'sin_location',
    key: 'location_id',
    columns: { name: 'jsonb not null', province: 'text', region: 'text', state: 'text not null', note: 'jsonb', source: 'jsonb not null' },
    checks: ["state in ('under-study', 'piloting', 'adopted', 'declined')", placeCheck],
  });
}
