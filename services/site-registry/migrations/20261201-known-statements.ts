import { type Kysely, sql } from 'kysely';

/** What documents state, and the part of the data that it was loaded with. */
const loadedWith = { stated_count: 'register', stated_reactivation: 'reactivation-plan', stated_clinic_total: 'clinics' };

/**
 * What documents state has the instant from which it was known: for what is there, that of its loading, and no later than
 * the register's last write, which readings without `knownAt` go by. The release before goes on loading without one while
 * both run: what it loads then has the instant of this migration.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ at: string }>`select at::text as at from recorded_clock`.execute(db);
  for (const [table, part] of Object.entries(loadedWith)) {
    await sql`alter table ${sql.table(table)} add recorded_at timestamptz not null default ${sql.lit(rows[0]!.at)}`.execute(db);
    await sql`
      update ${sql.table(table)} set recorded_at = least(date_trunc('milliseconds', loaded.at), recorded_at) from loaded where loaded.name = ${part}`.execute(
      db,
    );
  }
}
