import { openDatabase } from '@csn/service-kit';
import { quietLog, scratchDatabase } from '@csn/testing';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { migrations } from '../migrations/index.ts';

const earlier = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '20261201-known-statements'));
const source = JSON.stringify({ document: 'Network update', asOf: '2023-05-16', quality: 'reported' });

test('what documents state is known from its loading on, else from the register’s last write; also what the release before loads', async () => {
  const { db, url, drop } = await scratchDatabase('site-registry-earlier', earlier);
  try {
    await sql`update recorded_clock set at = '2026-02-01T00:00:00.000Z'`.execute(db);
    await sql`insert into loaded (name, at) values ('register', '2026-01-01T10:00:00.123456Z'), ('reactivation-plan', '2026-03-01T00:00:00Z')`.execute(db);
    await sql`insert into stated_count (as_of, counts, source) values ('2023-03-31', '{}', ${source})`.execute(db);
    await sql`insert into stated_reactivation values ('2023-04-21', 210, 32, '2023-24-Q1', ${source})`.execute(db);
    await sql`insert into stated_clinic_total values ('2022-06-08', '2023-03-21', 37, 1468, ${source})`.execute(db);

    await (await openDatabase({ url, name: new URL(url).pathname.slice(1), migrations, log: quietLog, connections: 1 })).close();
    await sql`insert into stated_count (as_of, counts, source) values ('2024-03-31', '{}', ${source})`.execute(db);
    const { rows } = await sql`
      select recorded_at from stated_count where as_of = '2023-03-31' union all
      select recorded_at from stated_reactivation union all
      select recorded_at from stated_clinic_total union all
      select recorded_at from stated_count where as_of = '2024-03-31'`.execute(db);

    expect(rows).toEqual([
      { recordedAt: '2026-01-01T10:00:00.123Z' },
      { recordedAt: '2026-02-01T00:00:00.000Z' },
      { recordedAt: '2026-02-01T00:00:00.000Z' },
      { recordedAt: '2026-02-01T00:00:00.000Z' },
    ]);
  } finally {
    await drop();
  }
});
