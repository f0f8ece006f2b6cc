import { Day, SiteId, Source } from '@csn/contracts';
import type { Change, Tx, Version } from '@csn/service-kit';
import { z } from 'zod';
import { extensionChange } from '../passport-extension/decide.ts';
import { decideByRule, type ExtensionContent } from '../passport-extension/extension.ts';
import { findNearestOffice } from '../passport-extension/queries.ts';
import { extensionRegister, isDecided, type StoredExtension, undecided } from '../passport-extension/register.ts';
import { withPassport } from '../passport-extension/services.ts';
import type { Tables } from '../tables.ts';
import { readJson, sources } from './data-files.ts';
import { loadActor, loadReason } from './loading.ts';
import type { LoadedSite } from './register-data.ts';

/** An exemption as a document states it; which office is near and how far is what the register finds. */
const StatedExemption = z.strictObject({
  siteId: SiteId,
  state: z.literal('exempt'),
  reason: z.literal('passport-office-near'),
  asOf: Day,
  quote: z.string(),
  source: Source,
});
type DecisionVersion = Version<StoredExtension> & { reason: string | null };

/**
 * Loads outreach sites with passport service added at their reactivations by the same rule and the same query as through
 * the interface, and the decisions: the rule's and those that a document states.
 */
export async function loadDecisions(
  tx: Tx<Tables>,
  sites: readonly LoadedSite[],
  limitKm: number,
  loadSites: (sites: readonly LoadedSite[]) => Promise<Change[]>,
): Promise<{ extended: Change[]; decisions: Change[] }> {
  const stated = Map.groupBy(readJson('stated-exemptions.json', z.array(StatedExemption)), ({ siteId }) => siteId);
  const records: { id: string; actor: string; versions: DecisionVersion[] }[] = [];
  const outreach: LoadedSite[] = [];
  for (const site of sites) {
    const { versions, decisions } = await reactivate(tx, site, limitKm);
    for (const { asOf, source } of stated.get(site.id) ?? [])
      decisions.push(await asStated(tx, site, { on: asOf, source, limitKm, standing: decisions.at(-1)?.content }));
    outreach.push({ id: site.id, versions });
    const [first] = decisions;
    if (!first) continue;
    const { effectiveOn: start, content } = site.versions[0]!;
    // As through the interface the record begins with the site; a statement may be older than what the register knows of it.
    const begin = start < first.effectiveOn ? [versionOf(start, undecided(start, { limitKm, source: content.source }), null)] : [];
    records.push({ id: site.id, actor: loadActor, versions: [...begin, ...decisions] });
  }
  const extended = await loadSites(outreach);
  const fresh = new Set(await extensionRegister.load(tx, records));
  const decided = records
    .filter(({ id }) => fresh.has(id))
    .flatMap(({ id, versions }) => versions.map(({ effectiveOn, content, reason }) => ({ id, effectiveOn, content, reason })));
  return {
    extended,
    decisions: decided.flatMap(({ id, effectiveOn, content, reason }) =>
      isDecided(content) ? [extensionChange(id, effectiveOn, content, reason ?? loadReason)] : [],
    ),
  };
}

/** The site with passport service from its reactivations on, until a version that comes from another source. */
async function reactivate(tx: Tx<Tables>, site: LoadedSite, limitKm: number): Promise<{ versions: LoadedSite['versions']; decisions: DecisionVersion[] }> {
  const decisions: DecisionVersion[] = [];
  const versions: LoadedSite['versions'] = [];
  for (const version of site.versions) {
    const isReactivation = versions.at(-1)?.content.state === 'suspended' && version.content.state === 'open' && version.content.source === sources.dating;
    if (!isReactivation) {
      versions.push(version);
      continue;
    }
    const { effectiveOn, content } = version;
    const decided = decideByRule({
      on: effectiveOn,
      nearest: await findNearestOffice(tx, content.location, effectiveOn),
      limitKm,
      standing: undefined,
      source: sources.dating,
    });
    decisions.push(versionOf(effectiveOn, decided, version.reason));
    versions.push(decided.state === 'extended' ? { ...version, content: { ...content, services: withPassport(content.services) } } : version);
  }
  return { versions, decisions };
}

async function asStated(
  tx: Tx<Tables>,
  site: LoadedSite,
  stated: { on: string; source: Source; limitKm: number; standing: StoredExtension | undefined },
): Promise<DecisionVersion> {
  const { on, source, limitKm, standing } = stated;
  // Without the illustrative past the register begins later than the statement: then its first day says which office is near.
  const seenOn = [on, site.versions[0]!.effectiveOn].sort().at(-1)!;
  const nearest = await findNearestOffice(tx, site.versions[0]!.content.location, seenOn);
  const since = isDecided(standing) && standing.state === 'exempt' ? standing.since : on;
  return versionOf(
    on,
    { state: 'exempt', since, basis: 'passport-office-near', nearestSiteId: nearest?.siteId ?? null, nearestKm: nearest?.km ?? null, limitKm, source },
    source.document,
  );
}

function versionOf(effectiveOn: string, content: ExtensionContent | StoredExtension, reason: string | null): DecisionVersion {
  return { effectiveOn, content, members: Object.keys(content), reason };
}
