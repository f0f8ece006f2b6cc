// A million counts through the gateway against COPY of the same rows into a table with the same keys and constraints; what
// that costs in memory, and what it does to those who read meanwhile.
import { finished, pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Figure } from './figure.ts';
import { bytesOf, csv, ndjson, ROWS, sitesOpenSince, tableCsv } from './intake-rows.ts';
import type { RunningSuite } from './running-suite.ts';
import { percentile99, startReads } from './steady-reads.ts';
import { watchMemory } from './watch-memory.ts';

/** Days that no other topic writes. */
const NDJSON_FROM = '2000-01-01';
const CSV_FROM = '2005-07-01';
const QUIET_SECONDS = 20;

export async function* intakeFigures(suite: RunningSuite): AsyncGenerator<Figure> {
  const siteIds = await sitesOpenSince(NDJSON_FROM, suite.gateway, suite.authorization);
  const reads = ['/v1/volumes/summary?fiscalYear=2022-23&groupBy=measure', '/v1/channels'].map((path) => suite.gateway + path);
  const quiet = startReads(reads, suite.authorization);
  await wait(QUIET_SECONDS * 1000);
  await quiet.stop();

  const url = new URL(suite.databaseUrl);
  url.pathname = '/channel_volumes';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await createTable(client);
    // A COPY before and after each, since machines are noisy.
    const copies = [await copy(client, siteIds)];
    const memory = watchMemory(suite, 'channel-volumes');
    const busy = startReads(reads, suite.authorization);
    const ndjsonSeconds = await post(suite, 'application/x-ndjson', ndjson(siteIds, NDJSON_FROM));
    await busy.stop();
    copies.push(await copy(client, siteIds));
    const csvSeconds = await post(suite, 'text/csv', csv(siteIds, CSV_FROM));
    const grown = await memory.stop();
    copies.push(await copy(client, siteIds));

    const [first = NaN, second = NaN, third = NaN] = copies;
    yield { name: 'COPY of a million counts, rows a second', value: ROWS / second };
    yield { name: 'a million counts as NDJSON through the gateway, of COPY', value: (first + second) / 2 / ndjsonSeconds, limit: 0.5, how: 'at least' };
    yield { name: 'a million counts as CSV through the gateway, of COPY', value: (second + third) / 2 / csvSeconds, limit: 0.6, how: 'at least' };
    if (grown !== undefined) yield { name: 'memory that the service takes for it, MB RSS', value: grown, limit: 150, how: 'at most' };
    const quietMs = percentile99(quiet.latencies);
    yield { name: 'reads while nothing is sent, ms p99', value: quietMs };
    yield { name: 'reads while a million counts come, p99 of that time', value: percentile99(busy.latencies) / quietMs, limit: 5, how: 'at most' };
  } finally {
    await client.end();
  }
}

async function createTable(client: pg.Client): Promise<void> {
  await client.query(`
    create table bench_site as select distinct site_id from known_site_version;
    alter table bench_site add primary key (site_id);
    create table bench_entry (like entry including all);
    alter table bench_entry add foreign key (site_id) references bench_site`);
}

/** Seconds that `\copy` takes. */
async function copy(client: pg.Client, siteIds: readonly string[]): Promise<number> {
  await client.query('truncate bench_entry');
  const begun = performance.now();
  const into = client.query(copyFrom('copy bench_entry from stdin (format csv)'));
  await pipeline(bytesOf(tableCsv(siteIds, NDJSON_FROM)), into);
  await finished(into);
  return (performance.now() - begun) / 1000;
}

/** Seconds until the receipt. */
async function post({ gateway, authorization }: RunningSuite, type: string, texts: Iterable<string>): Promise<number> {
  const begun = performance.now();
  const answer = await fetch(`${gateway}/v1/volumes/batches?document=Bench&sourceAsOf=2011-01-01&quality=measured`, {
    method: 'POST',
    headers: { authorization, 'content-type': type },
    body: bytesOf(texts),
    duplex: 'half',
  });
  const { accepted } = (await answer.json()) as { accepted?: number };
  if (answer.status !== 201 || accepted !== ROWS) throw new Error(`${answer.status}: ${accepted} of ${ROWS} rows were accepted`);
  return (performance.now() - begun) / 1000;
}
