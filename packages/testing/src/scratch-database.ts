import { randomBytes } from 'node:crypto';
import { openDatabase, type OpenDatabase } from '@csn/service-kit';
import type { Migration } from 'kysely/migration';
import pg from 'pg';
import { quietLog } from './quiet-log.ts';

/** A database of its own for one test: a clone of the service's migrated template, gone when the test ends. */
export interface ScratchDatabase<Tables> extends OpenDatabase<Tables> {
  drop(): Promise<void>;
}

export async function scratchDatabase<Tables>(service: string, migrations: Readonly<Record<string, Migration>>): Promise<ScratchDatabase<Tables>> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run the tests by npm test');
  const template = `template_${service.replaceAll('-', '_')}`;
  const name = `${service.replaceAll('-', '_')}_${randomBytes(6).toString('hex')}`;
  await withServer(server, async (client) => {
    // One worker makes the template, the others wait for it; a clone needs the template to be left alone.
    await client.query('select pg_advisory_lock(hashtext($1))', [template]);
    const made = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [template]);
    if (!made.rowCount) {
      const { close } = await openDatabase({ url: server, name: template, migrations, log: quietLog, connections: 1 });
      await close();
      await client.query(`alter database ${pg.escapeIdentifier(template)} with is_template true`);
    }
    await client.query(`create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)}`);
  });
  const database = await openDatabase<Tables>({ url: server, name, migrations, log: quietLog, connections: 10 });
  return {
    ...database,
    drop: async () => {
      await database.close();
      await withServer(server, (client) => client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`));
    },
  };
}

async function withServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
