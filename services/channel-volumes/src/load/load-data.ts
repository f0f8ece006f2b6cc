import { setTimeout } from 'node:timers/promises';
import type { NewEntry, Source } from '@csn/contracts';
import { type Change, eventText, insertEvents, type KnownSites, loadOnce, type Queryable, randomHex, type ServiceAppOptions, type Tx } from '@csn/service-kit';
import { sql } from 'kysely';
import { insertionOf } from '../annotations/queries.ts';
import { checkEntries } from '../batches/check-entries.ts';
import { findEntrySites } from '../batches/entry-sites.ts';
import { insertBatch, stagedFrom } from '../batches/queries.ts';
import type { Tables } from '../tables.ts';
import { ensureHolidays } from '../holidays/holidays.ts';
import { dayParameters, illustrativeAnnotations, reportedTotals } from './data-files.ts';
import { daysOf, type OpenSpan } from './illustrative-days.ts';

type LoadOptions = Pick<ServiceAppOptions<Tables>, 'database' | 'clock' | 'log' | 'service'>;

const actor = 'data-load';

/**
 * Loads what the network update states, and with `all` the illustrative days too, each once and through the rules that
 * hold for callers. The days are those of the sites that were open, so the register's feed is read to its end first.
 */
export async function loadData(options: LoadOptions, load: 'all' | 'reported' | 'none', knownSites: KnownSites): Promise<void> {
  while (knownSites.follower.readiness() !== undefined) await setTimeout(50);
  if (load === 'none') return;
  const { db } = options.database;
  const part = async (name: string, entriesOf: (tx: Tx<Tables>) => Promise<void>): Promise<void> => {
    const start = performance.now();
    if (await loadOnce(db, name, entriesOf)) options.log.info({ part: name, seconds: Math.round(performance.now() - start) / 1000 }, 'data loaded');
  };
  await part('reported-totals', async (tx) => {
    const { notes, ...batch } = reportedTotals();
    await recordLoaded(tx, options, knownSites, batch);
    const rows = notes.flatMap(({ measures, code, from, to, text }) =>
      measures.map((measure) => ({ measure, region: '', fromOn: from, toOn: to, code, text: JSON.stringify(text) })),
    );
    await tx.insertInto('statedNote').values(rows).execute();
  });
  if (load !== 'all') return;
  // The calendars of the years with data are worked out here, so that the first question need not wait for them; it would try again.
  await ensureHolidays(db, { from: reportedTotals().entries[0]!.from, to: options.clock.today() }).catch((error: unknown) =>
    options.log.warn({ err: error }, 'the holidays could not be worked out yet'),
  );
  await part('illustrative-annotations', (tx) => loadAnnotations(tx, options));
  await part('illustrative-days', async (tx) => {
    const parameters = dayParameters();
    const totals = reportedTotals().entries;
    const spans = await listOpenSpans(tx);
    await recordLoaded(tx, options, knownSites, {
      batchId: parameters.batchId,
      source: parameters.source,
      entries: totals.flatMap((total) => daysOf(total, parameters, spans)),
    });
    // Readers come at once, long before the database would look at the new rows by itself and plan for them.
    await sql`analyze entry, month_total, place_day, place_month, site_place, known_site_version`.execute(tx);
  });
}

async function recordLoaded(
  tx: Tx<Tables>,
  { service, clock }: LoadOptions,
  knownSites: KnownSites,
  batch: { batchId: string; source: Source; entries: readonly NewEntry[] },
): Promise<void> {
  const { batchId, source, entries } = batch;
  const sites = await findEntrySites(tx, knownSites, entries);
  const { good, findings } = checkEntries(entries, { sites, today: (timeZone) => clock.today(timeZone), covers: () => true });
  if (findings.rejected) throw new Error(`the data of ${batchId} has faults, the first: ${JSON.stringify(findings.errors[0])}`);
  const { recordedAt: _recordedAt, ...counts } = await insertBatch(
    tx,
    { batchId, actor, region: null, source, override: null, errors: [], rejected: 0 },
    stagedFrom(good),
  );
  await recordLoadedChange(tx, { service, clock }, { type: 'volume-batch.recorded', subject: batchId, data: { batchId, source, ...counts } });
}

async function loadAnnotations(tx: Tx<Tables>, options: LoadOptions): Promise<void> {
  for (const stated of illustrativeAnnotations()) {
    const annotation = { ...stated, recordedAt: options.clock.timestamp(), actor };
    await insertionOf(annotation).execute(tx);
    await recordLoadedChange(tx, options, { type: 'volume-annotation.recorded', subject: annotation.annotationId, data: annotation });
  }
}

async function recordLoadedChange(tx: Tx<Tables>, { service, clock }: Pick<LoadOptions, 'service' | 'clock'>, change: Change): Promise<void> {
  const about = { source: `/services/${service}`, id: randomHex(16), time: clock.timestamp(), actor, requestId: 'load' };
  await insertEvents(tx, [eventText({ ...change, reason: 'Loaded at start' }, about)]);
}

/** When, as what and on which weekdays each site was open, in the order of their codes. */
async function listOpenSpans(db: Queryable): Promise<OpenSpan[]> {
  const { rows } = await sql<OpenSpan>`
    select site_id, kind, "from", until,
      array(select distinct array_position(array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'], day #>> '{}') from jsonb_path_query(hours, '$[*].days[*]') day) as weekdays
    from (
      select site_id, kind, state, hours, effective_on as "from", lead(effective_on, 1, '9999-12-31'::date) over (partition by site_id order by effective_on) as until
      from (select distinct on (site_id, effective_on) site_id, effective_on, kind, state, hours from known_site_version order by site_id, effective_on, revision desc) version) span
    where state = 'open' order by site_id collate "C", "from"`.execute(db);
  return rows;
}
