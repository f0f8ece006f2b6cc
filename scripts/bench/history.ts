// What a history costs those who read: one site with 1,000 versions and with 100,000, and 50 sites that share as many, each in a registry of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createLog } from '../suite/log.ts';
import { startEmbeddedPostgres } from '../suite/postgres/embedded.ts';
import type { Figure } from './figure.ts';
import { type RunningSuite, start, stop } from './running-suite.ts';

const SITES = 50;
const FEW = 1000;
const MANY = 100_000;
const CALLS = 300;
/** The versions take effect evenly over 20 years, and were recorded one after the other within an hour. */
const DAYS = 7300;
const READINGS = {
  'as of a day': 'asOf=2009-12-31',
  'as known at an instant': 'asOf=2009-12-31&knownAt=2021-01-01T00:30:00Z',
  // All that was recorded later begins by that day too, so an index in order would pass over nearly all versions.
  'as of the last day, as known near the beginning': 'asOf=2019-12-31&knownAt=2021-01-01T00:04:00Z',
};

export async function* historyFigures(suite: RunningSuite): AsyncGenerator<Figure> {
  await using running = new AsyncDisposableStack();
  const few = await startRegistry(suite, running, FEW);
  const many = await startRegistry(suite, running, MANY);
  for (const [name, query] of Object.entries(READINGS)) {
    yield await compare(`one site ${name}`, `/v1/sites/ONE?${query}`, 1.5);
    yield await compare(`a list of ${SITES} sites ${name}`, `/v1/sites?limit=${SITES}&${query}`, 2);
  }

  /** By turns, since machines are noisy. */
  async function compare(name: string, path: string, limit: number): Promise<Figure> {
    const times: Record<'few' | 'many', number[]> = { few: [], many: [] };
    for (let call = -30; call < CALLS; call += 1)
      for (const [which, registry] of Object.entries({ few, many })) {
        const begun = performance.now();
        const answer = await fetch(registry + path, { headers: { authorization: suite.authorization } });
        await answer.arrayBuffer();
        if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
        // The first ones compile the code.
        if (call >= 0) times[which as 'few' | 'many'].push(performance.now() - begun);
      }
    return { name: `${name}, with ${MANY} versions of the time with ${FEW}`, value: median(times.many) / median(times.few), limit, how: 'at most' };
  }
}

/** The address of a site registry with so many versions, on a server of its own. */
async function startRegistry(suite: RunningSuite, running: AsyncDisposableStack, versions: number): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'network-bench-'));
  running.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const log = createLog('bench', 'error');
  const databaseUrl = await startEmbeddedPostgres({ dataDir, log, lowestLevel: 'error', signal: new AbortController().signal, portsToAvoid: [] }, running);
  const port = Number(new URL(suite.gateway).port) + (versions === FEW ? 10 : 11);
  const address = `http://127.0.0.1:${port}`;
  const environment = { ...process.env, DATABASE_URL: databaseUrl, PORT: String(port), LOAD: 'none', OIDC_ISSUER: suite.gateway, LOG_LEVEL: 'error' };
  const { process: service } = await start('services/site-registry/src/main.ts', environment, `${address}/health/ready`);
  running.defer(() => stop(service));
  await insertVersions(databaseUrl, versions);
  return address;
}

/** Straight into the register, whose trigger derives the timelines. */
async function insertVersions(databaseUrl: string, versions: number): Promise<void> {
  const url = new URL(databaseUrl);
  url.pathname = '/site_registry';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(`
      insert into site (site_id, revision, recorded_at)
      select site_id, versions, timestamptz '2021-01-01T00:00:00Z' + interval '1 hour'
      from (select 'H-' || number, ${versions / SITES} from generate_series(10, ${9 + SITES}) number union all select 'ONE', ${versions}) begun (site_id, versions)`);
    await client.query(`
      insert into site_version (site_id, effective_on, revision, kind, name, region, province, address, location, time_zone, languages, hours, services,
        accessibility, state, source, members, recorded_at, actor)
      select site_id, date '2000-01-01' + (${DAYS}::bigint * version / site.revision)::integer, version + 1, 'service-canada-centre',
        jsonb_build_object('en', 'Version ' || version, 'fr', 'Version ' || version), 'ontario', 'ON', '{"city": "Kingston"}', '{"lat": 44.23, "lon": -76.49}',
        'America/Toronto', '{en,fr}', '[]', '{passport}', '{}', 'open', '{"document": "Bench", "asOf": "2024-01-01", "quality": "illustrative"}', '{name}',
        timestamptz '2021-01-01T00:00:00Z' + (version + 1) * interval '1 hour' / site.revision, 'bench'
      from site, generate_series(0, site.revision - 1) version`);
    await client.query('update recorded_clock set at = greatest(at, (select max(recorded_at) from site))');
    await client.query('vacuum (analyze) site, site_version, site_timeline');
  } finally {
    await client.end();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
