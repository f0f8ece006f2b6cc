import { isDeepStrictEqual } from 'node:util';
import { type Content, contentOn, copyOf, decisionOn, type Model, type Patch, patched, revisionOf, type SiteModel, type State } from './model.ts';
import { change, ownSource, placeFaults, reactivationsOf, regionFaults, type Result, servicesFaults, stateFaults, stateValues } from './rules.ts';
import { todayAt, todayIn } from './today.ts';

export interface Row {
  readonly line: number;
  readonly siteId: string;
  readonly patch: Patch;
  readonly state?: State;
  readonly effectiveOn?: string;
  readonly reason?: string;
}
export interface Import {
  readonly client: string;
  readonly source?: Content['source'];
  readonly reason?: string;
}
export type Outcome = { readonly line: number; readonly siteId: string } & (
  | { readonly outcome: 'new' | 'changed' | 'unchanged'; readonly revision: number }
  | { readonly outcome: 'rejected'; readonly codes: readonly string[] }
);

/** Does what an import does to the model: site by site, each site's rows in their order, and what brings or undoes a reactivation when all else is done. */
export function importRows(model: Model, rows: readonly Row[], given: Import): Outcome[] {
  const bySite = [...Map.groupBy(rows, ({ siteId }) => siteId)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const outcomes: Outcome[] = [];
  const later: (() => void)[] = [];
  for (const [siteId, ofSite] of bySite) {
    const days = new Set<string>();
    const apply = (row: Row): void => void outcomes.push({ line: row.line, siteId, ...applyRow(model, row, given, days) });
    const first = ofSite.findIndex((row) => {
      if (touchesReactivations(model, row, given, days)) return true;
      apply(row);
      return false;
    });
    if (first >= 0) later.push(() => ofSite.slice(first).forEach(apply));
  }
  for (const reactivate of later) reactivate();
  return outcomes.toSorted((a, b) => a.line - b.line);
}

function touchesReactivations(model: Model, row: Row, given: Import, days: ReadonlySet<string>): boolean {
  const site = model.get(row.siteId);
  const trial = site && copyOf(site);
  if (!trial || days.has(dayOf(site, row))) return false;
  changeByRow(model, trial, row, dayOf(site, row), given);
  return !isDeepStrictEqual(reactivationsOf(site), reactivationsOf(trial));
}

type RowResult = { outcome: 'new' | 'changed' | 'unchanged'; revision: number } | { outcome: 'rejected'; codes: string[] };

function applyRow(model: Model, row: Row, given: Import, days: Set<string>): RowResult {
  const site = model.get(row.siteId);
  const day = dayOf(site, row);
  if (days.has(day)) return { outcome: 'rejected', codes: ['duplicate-site'] };
  days.add(day);
  const result = site ? changeByRow(model, site, row, day, given) : beginByRow(model, row, day, given);
  if ('refusals' in result) return { outcome: 'rejected', codes: result.refusals.map(({ code }) => code) };
  return { outcome: site ? (result.isChanged ? 'changed' : 'unchanged') : 'new', revision: revisionOf(model.get(row.siteId)!) };
}

function dayOf(site: SiteModel | undefined, { effectiveOn, patch }: Row): string {
  return effectiveOn ?? (site ? todayAt(site) : todayIn(patch.timeZone));
}

function changeByRow(model: Model, site: SiteModel, row: Row, day: string, { client, source, reason }: Import): Result {
  const outside = regionFaults(client, site, day, row.patch.region);
  if (outside.length) return { refusals: outside };
  const held = contentOn(site, day);
  const write = { day, actor: client, reason: row.reason ?? reason, source };
  if (!held) return change(model, site, {}, write);
  const services = listed(site, day, row.patch.services);
  const isOther = row.state !== undefined && row.state !== held.state;
  const refusals = [...servicesFaults(site, day, services), ...(isOther ? stateFaults(model, site, day, row.state!, anyState) : [])];
  if (refusals.length) return { refusals };
  const values = { ...row.patch, ...(services && { services }), ...(isOther && stateValues(site, day, row.state!)) };
  return change(model, site, values, write);
}

const anyState: readonly State[] = ['planned', 'open', 'suspended', 'closed'];

/** A list that does not name passport at an extended site says nothing of it. */
function listed(site: SiteModel, day: string, services: string[] | undefined): string[] | undefined {
  const isSilent = services && !services.includes('passport') && decisionOn(site, day)?.outcome === 'extended';
  return isSilent && contentOn(site, day)!.services.includes('passport') ? [...services, 'passport'] : services;
}

function beginByRow(model: Model, { siteId, patch, state = 'planned', reason: ownReason }: Row, day: string, { client, source, reason }: Import): Result {
  const { name, address, location, kind, region, province, timeZone } = patch;
  const isWhole = kind && name?.en && name.fr && region && province && address?.city && location?.lat && location.lon && timeZone;
  if (!isWhole) return { refusals: ['required', 'not-allowed'].map((code) => ({ status: 422, code })) };
  const nothing = { languages: [], hours: [], services: [], accessibility: [] };
  const content = {
    ...nothing,
    ...patched({} as Content, patch),
    state,
    successor: null,
    source: source ?? ownSource(client, day),
    illustrativeMembers: [],
  } as Content;
  const refusals = [...regionFaults(client, undefined, day, content.region), ...placeFaults(content)];
  if (refusals.length) return { refusals };
  begin(model, siteId, content, { day, actor: client, reason: ownReason ?? reason });
  return { isChanged: true };
}

export function begin(model: Model, id: string, values: Content, write: { day: string; actor: string; reason: string | null | undefined }): void {
  model.set(id, { id, sayings: [{ ...write, revision: 1, values, recordedAt: Number.NaN }], decisions: [] });
}
