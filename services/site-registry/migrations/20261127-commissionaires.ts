import { createRegisterTables } from '@csn/service-kit';
import { type Kysely, sql } from 'kysely';

const regions = "('atlantic', 'quebec', 'ontario', 'western-territories')";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRegisterTables(db, {
    name: 'commissionaire_review',
    key: 'region',
    columns: { state: 'text not null', completed_on: 'date', following_update: 'jsonb', note: 'jsonb', source: 'jsonb not null' },
    checks: [`region in ${regions}`, "state in ('planned', 'in-progress', 'done')", "completed_on is null or state = 'done'"],
  });
  await createRegisterTables(db, {
    name: 'commissionaire_plan',
    key: 'plan_id',
    columns: {
      due_on: 'date not null',
      target_level: 'text not null',
      implementation: 'text not null',
      reduced_reasons: 'text[] not null',
      reference: 'jsonb',
      measures: 'jsonb not null',
      source: 'jsonb not null',
    },
    checks: ["plan_id = 'national'", "target_level = 'pre-pandemic'", "implementation in ('full', 'partial')"],
  });
  await createRegisterTables(db, {
    name: 'commissionaire_consultation',
    key: 'consultation_id',
    columns: { committee: 'text not null', state: 'text not null', period: 'jsonb', region: 'text', subject: 'jsonb not null', source: 'jsonb not null' },
    checks: [
      "committee in ('policy-committee', 'health-safety-committee', 'union-management-committee', 'sumcc')",
      "state in ('planned', 'ongoing', 'held', 'cancelled')",
      `region in ${regions}`,
    ],
  });
  await createRegisterTables(db, {
    name: 'commissionaire_communication',
    key: 'communication_id',
    columns: {
      state: 'text not null',
      sent_on: 'date',
      audience: 'text[] not null',
      topics: 'text[] not null',
      region: 'text',
      text: 'jsonb not null',
      source: 'jsonb not null',
    },
    checks: ["state in ('planned', 'sent', 'cancelled')", "sent_on is null or state = 'sent'", `region in ${regions}`],
  });

  // One row a revision: the present one has no `superseded_at`, and of those no two of one place and reason overlap.
  await sql`create table commissionaire_post (
    post_id uuid not null,
    revision integer not null check (revision > 0),
    site_id text references site,
    region text not null check (region in ('atlantic', 'quebec', 'ontario', 'western-territories')),
    reason text not null check (reason in ('baseline', 'covid-19', 'queue-management')),
    posts integer not null check (posts > 0),
    from_day date not null,
    to_day date check (to_day >= from_day),
    period daterange generated always as (daterange(from_day, to_day, '[]')) stored,
    source jsonb not null,
    recorded_at timestamptz not null,
    superseded_at timestamptz check (superseded_at > recorded_at),
    actor text not null,
    note text,
    primary key (post_id, revision),
    constraint posts_of_a_site_overlap exclude using gist (site_id with =, reason with =, period with &&) where (superseded_at is null and site_id is not null),
    constraint posts_of_a_region_overlap exclude using gist (region with =, reason with =, period with &&) where (superseded_at is null and site_id is null))`.execute(
    db,
  );
  await sql`create index commissionaire_post_by_day on commissionaire_post (from_day, post_id)`.execute(db);
}
