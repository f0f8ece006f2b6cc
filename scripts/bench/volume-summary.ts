// A summary of one year and of ten against ten years of counts, and against adding up the rows themselves in the database.
import pg from 'pg';
import type { Figure } from './figure.ts';

const SITES = 560;
const YEARS = { from: '2012-04-01', to: '2022-03-31' } as const;
/** The year in the middle that is asked for. */
const FISCAL_YEAR = { name: '2016-17', from: '2016-04-01', to: '2017-03-31' } as const;
const CALLS = 200;
const RAW_CALLS = 9;

const BY_SITE = 'in-person.clients-served';
const NATIONAL = [
  'e-channels.clients-served',
  'service-canada-online.clients-served',
  'outreach-support-centre.calls-completed',
  'outreach-support-centre.requests',
  'esin.applications-completed',
] as const;

interface Measured {
  /** Of the server, whatever its database. */
  readonly databaseUrl: string;
  /** Of whoever answers `/v1/volumes/summary`. */
  readonly address: string;
  readonly authorization: string;
}
interface Row {
  readonly measure: string;
  readonly region: string | null;
  readonly month: string;
  readonly observed: number;
}

/** Fills the database with ten years before the illustrative days, so what is measured here is nobody else's. */
export async function* summaryFigures(suite: Measured): AsyncGenerator<Figure> {
  const url = new URL(suite.databaseUrl);
  url.pathname = '/channel_volumes';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    yield* loadYears(client);
    yield* compare(client, suite, `fiscal year ${FISCAL_YEAR.name}`, FISCAL_YEAR, 30);
    yield* compare(client, suite, 'ten fiscal years', YEARS, 30);
    yield* writeAndRead(client, suite);
  } finally {
    await client.end();
  }
}

/** Two batches of a million counts of sites, one of the days of the other measures. */
async function* loadYears(client: pg.Client): AsyncGenerator<Figure> {
  const middle = '2017-03-31';
  const bySite = (from: string, to: string): string => `
    select '${BY_SITE}', site_id, day::date, abs(hashtext(site_id || day::text)) % 200 from (
      select distinct site_id from known_site_version order by site_id limit ${SITES}) site, generate_series(date '${from}', date '${to}', '1 day') day`;
  const first = await recordBatch(client, bySite(YEARS.from, middle));
  const second = await recordBatch(client, bySite('2017-04-01', YEARS.to));
  await recordBatch(
    client,
    `select measure, '', day::date, abs(hashtext(measure || day::text)) % 20000 from unnest(array['${NATIONAL.join("','")}']) measure, generate_series(date '${YEARS.from}', date '${YEARS.to}', '1 day') day`,
  );
  await client.query('vacuum (analyze) entry, month_total, place_day, place_month, site_place');
  yield { name: 'counts loaded for the summary, in millions', value: (first.counts + second.counts) / 1e6 };
  yield { name: 'keeping the totals of a large batch, of writing its counts', value: second.totalsMs / second.countsMs };
}

/** As the intake writes it: number, counts, totals, receipt. `counts` is a query for measure, site, day and value. */
async function recordBatch(client: pg.Client, counts: string): Promise<{ counts: number; countsMs: number; totalsMs: number }> {
  await client.query('begin');
  const { rows } = await client.query<{ number: string }>(`update batch_clock set number = number + 1, at = at + interval '1 millisecond' returning number`);
  const number = Number(rows[0]?.number);
  const begun = performance.now();
  const inserted = await client.query(`
    insert into entry (batch, measure, site_id, region, from_on, to_on, value, basis, quality)
    select ${number}, measure, site_id, '', day, day, value, 'observed', 'measured' from (${counts}) count (measure, site_id, day, value)`);
  const written = performance.now();
  await client.query(`
    merge into month_total total using month_changes(${number}) change
    on (total.measure, total.site_id, total.month, total.quality) = (change.measure, change.site_id, change.month, change.quality)
    when not matched then insert (measure, site_id, month, quality, value, day_set, latest_batch)
      values (change.measure, change.site_id, change.month, change.quality, change.value, change.day_set, change.latest_batch)`);
  await client.query('select keep_place_totals()');
  const totalled = performance.now();
  await client.query(
    `insert into batch (number, batch_id, recorded_at, actor, source, received, accepted, revised, unchanged, rejected, errors)
     select number, 'bench-' || number, at, 'bench', '{"document":"Bench","asOf":"2022-04-01","quality":"measured"}', $1::int, $1::int, 0, 0, 0, '[]' from batch_clock`,
    [inserted.rowCount],
  );
  await client.query('commit');
  return { counts: inserted.rowCount ?? 0, countsMs: written - begun, totalsMs: totalled - written };
}

async function* compare(client: pg.Client, suite: Measured, name: string, period: { from: string; to: string }, limit: number): AsyncGenerator<Figure> {
  for (let warm = 0; warm < 10; warm += 1) await summarize(suite, period);
  const calls: number[] = [];
  for (let call = 0; call < CALLS; call += 1) calls.push(await timeOf(() => summarize(suite, period)));
  const raw: number[] = [];
  for (let call = 0; call < RAW_CALLS; call += 1) raw.push(await timeOf(() => addUp(client, period)));
  if (!sameRows(await summarize(suite, period), await addUp(client, period))) throw new Error(`${name}: the summary is not what the rows add up to`);
  yield { name: `summary of ${name} by region and month, ms p50`, value: median(calls), limit, how: 'at most' };
  yield { name: `adding up the rows of ${name} in the database, of that time`, value: median(raw) / median(calls), limit: 20, how: 'at least' };
}

/** A count is revised, and the very next answer has it. */
async function* writeAndRead(client: pg.Client, suite: Measured): AsyncGenerator<Figure> {
  const { rows } = await client.query<{ siteId: string }>(
    `select site_id as "siteId" from (
       select distinct on (site_id) site_id, state from known_site_version where effective_on <= $2 order by site_id, effective_on desc, revision desc) site
     where state = 'open' and exists (select from entry where entry.measure = $1 and entry.site_id = site.site_id and entry.from_on = $2) order by 1 limit 1`,
    [BY_SITE, FISCAL_YEAR.from],
  );
  let stale = 0;
  for (let value = 1000; value < 1010; value += 1) {
    const entries = [{ measure: BY_SITE, siteId: rows[0]?.siteId, from: FISCAL_YEAR.from, to: FISCAL_YEAR.from, value }];
    const answer = await fetch(`${suite.address}/v1/volumes/batches`, {
      method: 'POST',
      headers: { authorization: suite.authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ source: { document: 'Bench', asOf: '2022-04-01', quality: 'measured' }, entries }),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    if (!sameRows(await summarize(suite, FISCAL_YEAR), await addUp(client, FISCAL_YEAR))) stale += 1;
  }
  yield { name: 'of 10 summaries directly after a revision, stale', value: stale, limit: 0, how: 'at most' };
}

/** All pages of it, since ten years by month are more rows than one has. */
async function summarize({ address, authorization }: Measured, { from, to }: { from: string; to: string }): Promise<Row[]> {
  const answer = await fetch(`${address}/v1/volumes/summary?from=${from}&to=${to}&measure=${BY_SITE}&groupBy=region,month&limit=500`, {
    headers: { authorization },
  });
  if (!answer.ok) throw new Error(await answer.text());
  const { rows, nextCursor } = (await answer.json()) as { rows: Row[]; nextCursor: string | null };
  if (nextCursor !== null) throw new Error('the answer has more rows than one page');
  return rows;
}

async function addUp(client: pg.Client, { from, to }: { from: string; to: string }): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    `select entry.measure, nullif(place.region, '') as region, to_char(entry.from_on, 'YYYY-MM') as month, sum(entry.value)::float8 as observed
     from entry join site_place place on place.site_id = entry.site_id and entry.from_on >= place.from_on and entry.from_on < place.until_on
     where entry.measure = $1 and entry.basis = 'observed' and entry.superseded_by is null and entry.from_on between $2 and $3
     group by 1, 2, 3 order by 2, 3`,
    [BY_SITE, from, to],
  );
  return rows;
}

function sameRows(summary: readonly Row[], rows: readonly Row[]): boolean {
  const shown = (list: readonly Row[]): string => JSON.stringify(list.map(({ measure, region, month, observed }) => [measure, region, month, observed]));
  return shown(summary) === shown(rows);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
