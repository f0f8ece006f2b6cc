// The site registry: the nearest of 5,000 sites, and an import of 100,000 against COPY of the same rows into tables like the register's own.
import { finished, pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Figure } from './figure.ts';
import { bytesOf } from './intake-rows.ts';
import { importCsv, type Point, readPoints, SOURCE_QUERY, TIMELINE_COLUMNS, timelineCsv, VERSION_COLUMNS, versionCsv } from './registry-rows.ts';
import { ratios } from './requests.ts';
import type { RunningSuite } from './running-suite.ts';
import { watchMemory } from './watch-memory.ts';

const SITES = 5000;
const ROWS = 100_000;

export async function* nearestRatios(suite: RunningSuite): AsyncGenerator<Figure> {
  const sites = await readPoints(suite.gateway, suite.authorization);
  await importSites(suite, sites.filter(isReal), 'NEAR', SITES - sites.length);
  await usingRegistry(suite, (client) => client.query('vacuum (analyze) site, site_version, site_timeline'));
  const headers = { authorization: suite.authorization };
  const path = '/v1/sites/SC-3010/nearest?limit=5&asOf=2024-02-06';
  const bare = { url: `${suite.bare}/sites/SC-3010/nearest?asOf=2024-02-06` };
  yield* ratios([
    { name: 'nearest 5 of 5,000 sites through the gateway', wanted: 0.65, target: { url: suite.gateway + path, headers }, bare },
    { name: 'nearest 5 of 5,000 sites, the service directly', target: { url: suite.registry + path, headers }, bare },
  ]);
}

export async function* importFigures(suite: RunningSuite): AsyncGenerator<Figure> {
  const points = (await readPoints(suite.gateway, suite.authorization)).filter(isReal);
  yield* await usingRegistry(suite, async (client) => {
    await createTables(client, points);
    // A COPY before and after, since machines are noisy.
    const before = await copy(client, points);
    const memory = watchMemory(suite, 'site-registry');
    const seconds = await importSites(suite, points, 'LIST', ROWS);
    const grown = await memory.stop();
    await feedIsQuiet(client);
    const after = await copy(client, points);
    return [
      { name: `import of ${ROWS} sites, rows a second`, value: ROWS / seconds },
      { name: `import of ${ROWS} sites through the gateway, of COPY`, value: (before + after) / 2 / seconds, limit: 0.3, how: 'at least' as const },
      ...(grown === undefined ? [] : [{ name: 'memory that the registry takes for it, MB RSS', value: grown }]),
    ];
  });
}

/** Those that the bench has not made itself. */
function isReal({ siteId }: Point): boolean {
  return siteId.startsWith('SC-');
}

/** New sites as CSV; seconds until the report. */
async function importSites({ gateway, authorization }: RunningSuite, points: readonly Point[], prefix: string, count: number): Promise<number> {
  const begun = performance.now();
  const answer = await fetch(`${gateway}/v1/sites/imports?${SOURCE_QUERY}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'text/csv' },
    body: bytesOf(importCsv(points, prefix, count)),
    duplex: 'half',
  });
  const text = await answer.text();
  if (answer.status !== 201 || (JSON.parse(text) as { new: number }).new !== count) throw new Error(`${answer.status}: ${text.slice(0, 500)}`);
  return (performance.now() - begun) / 1000;
}

/**
 * The register keeps a new site's row twice, as the version that was recorded and in the timeline of what holds, and both
 * can be read by its callers: so COPY writes it into a table like each, with all their keys, constraints and indexes.
 */
async function createTables(client: pg.Client, points: readonly Point[]): Promise<void> {
  await client.query('create table bench_site (like site including all)');
  for (const table of ['version', 'timeline'])
    await client.query(`
      create table bench_site_${table} (like site_${table} including all);
      alter table bench_site_${table} add foreign key (site_id) references bench_site, add foreign key (successor) references bench_site`);
  await client.query('create temporary table named (like site_version)');
  await send(client, `copy named (${VERSION_COLUMNS}) from stdin (format csv)`, versionCsv(points, 'COPY', ROWS));
  await client.query('insert into bench_site select site_id, 1, recorded_at from named');
}

/** Seconds that `\copy` takes for both tables. */
async function copy(client: pg.Client, points: readonly Point[]): Promise<number> {
  await client.query('truncate bench_site_version, bench_site_timeline');
  const begun = performance.now();
  await send(client, `copy bench_site_version (${VERSION_COLUMNS}) from stdin (format csv)`, versionCsv(points, 'COPY', ROWS));
  await send(client, `copy bench_site_timeline (${TIMELINE_COLUMNS}) from stdin (format csv)`, timelineCsv(points, 'COPY', ROWS));
  return (performance.now() - begun) / 1000;
}

/** The import's events are numbered and chained once it has been answered; COPY would be measured beside that. */
async function feedIsQuiet(client: pg.Client): Promise<void> {
  for (let waiting = 1; waiting > 0; await wait(200)) waiting = (await client.query('select 1 from outbox limit 1')).rowCount ?? 0;
}

async function send(client: pg.Client, statement: string, texts: Iterable<string>): Promise<void> {
  const into = client.query(copyFrom(statement));
  await pipeline(bytesOf(texts), into);
  await finished(into);
}

async function usingRegistry<Result>(suite: RunningSuite, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const url = new URL(suite.databaseUrl);
  url.pathname = '/site_registry';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
