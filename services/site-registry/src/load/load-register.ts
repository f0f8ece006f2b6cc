import { NetworkSummary, Source } from '@csn/contracts';
import { type Change, takeRecordedAt, type Tx } from '@csn/service-kit';
import { z } from 'zod';
import { insertImport, insertRows } from '../imports/queries.ts';
import { siteRegister } from '../sites/register.ts';
import type { Tables } from '../tables.ts';
import { readJson } from './data-files.ts';
import { loadDecisions } from './load-decisions.ts';
import { type Load, loadActor, type LoadOptions, loadReason, recordLoaded } from './loading.ts';
import { datedSites, type LoadedSite, reportedSites, withWhatGoesOn } from './register-data.ts';

const counts = NetworkSummary.shape.reported.unwrap().omit({ source: true });
const StatedCounts = z.array(z.strictObject({ asOf: z.string(), counts, source: Source }));

/** The register of sites, what the rule of the passport extension makes of its reactivations, and what documents count. */
export async function loadRegister(tx: Tx<Tables>, options: LoadOptions, load: Load, limitKm: number): Promise<void> {
  const sites = load === 'all' ? datedSites() : reportedSites();
  // The rule asks the register for passport offices: so they come first.
  const others = await loadSites(
    tx,
    sites.filter((site) => !isOutreach(site)),
  );
  const { extended, decisions } = await loadDecisions(tx, sites.filter(isOutreach), limitKm, (outreach) => loadSites(tx, outreach));
  await recordLoaded(tx, options, [...others, ...extended, ...decisions]);
  await recordFirstList(
    tx,
    [...others, ...extended].map(({ subject }) => subject),
  );
  const recordedAt = await takeRecordedAt(tx);
  const stated = readJson('stated-counts.json', StatedCounts).map((statement) => ({ ...statement, recordedAt }));
  await tx
    .insertInto('statedCount')
    .values(stated)
    .onConflict((clash) => clash.column('asOf').doNothing())
    .execute();
}

/** The register began as a list, too: what was loaded is told like what is imported. */
async function recordFirstList(tx: Tx<Tables>, siteIds: readonly string[]): Promise<void> {
  const importId = 'first-list';
  const count = siteIds.length;
  const counts = { received: count, new: count, changed: 0, unchanged: 0, rejected: 0, missing: 0, missingSites: [], errors: [] };
  await insertImport(tx, { importId, recordedAt: await takeRecordedAt(tx), actor: loadActor, region: null, source: null, ...counts });
  await insertRows(
    tx,
    importId,
    siteIds.map((siteId, index) => ({ line: index + 1, siteId, outcome: 'new' as const, revision: 1 })),
  );
}

function isOutreach({ versions }: LoadedSite): boolean {
  return versions.some(({ content }) => content.kind === 'scheduled-outreach');
}

async function loadSites(tx: Tx<Tables>, loaded: readonly LoadedSite[]): Promise<Change[]> {
  const sites = loaded.map(withWhatGoesOn);
  const fresh = new Set(
    await siteRegister.load(
      tx,
      sites.map((site) => ({ ...site, actor: loadActor })),
    ),
  );
  return sites
    .filter(({ id }) => fresh.has(id))
    .map(({ id, versions }) => ({
      type: 'site.created',
      subject: id,
      reason: loadReason,
      data: { siteId: id, revision: 1, versions: versions.map(({ content, effectiveOn }) => ({ siteId: id, effectiveOn, revision: 1, ...content })) },
    }));
}
