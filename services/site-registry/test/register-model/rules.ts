import { isDeepStrictEqual } from 'node:util';
import {
  type Content,
  contentOn,
  copyOf,
  daysOf,
  extendedFrom,
  hadPassportBefore,
  type Model,
  decisionOn,
  type Patch,
  patched,
  revisionOf,
  type SiteModel,
  type State,
} from './model.ts';

/** Why something is refused. Of several reasons the one with the earliest status is told. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
}
export interface Write {
  readonly day: string;
  readonly actor: string;
  readonly reason: string | null | undefined;
  /** The caller, if nothing else is said. */
  readonly source?: Content['source'] | undefined;
}
export type Result = { readonly refusals: Refusal[] } | { readonly isChanged: boolean };
const refusal = (status: number, code: string): Refusal => ({ status, code });
const next: Readonly<Record<State, readonly State[]>> = {
  planned: ['open', 'closed'],
  open: ['suspended', 'closed'],
  suspended: ['open', 'closed'],
  closed: [],
};
const regions: Readonly<Record<string, string>> = { QC: 'quebec', ON: 'ontario', NS: 'atlantic', NB: 'atlantic' };
const letters: Readonly<Record<string, string>> = { QC: 'GHJ', ON: 'KLMNP', NS: 'B', NB: 'E' };

/** What is wrong with where a site is. The places of the rounds may be in Quebec, New Brunswick or Nova Scotia, and are clearly not in Ontario. */
export function placeFaults({ region, province, address, location }: Content): Refusal[] {
  const agrees = regions[province] === region && province !== 'ON' && (!address.postalCode || letters[province]!.includes(address.postalCode[0]!));
  return [...(agrees ? [] : [refusal(422, 'region-mismatch')]), ...(location.lon > 0 ? [refusal(422, 'outside-canada')] : [])];
}

/** Another region than the caller's, where the site is from that day on or where it is moved to. */
export function regionFaults(caller: string, site: SiteModel | undefined, day: string, movedTo?: string): Refusal[] {
  if (caller !== 'demo-atlantic') return [];
  const days = site ? [day, ...daysOf(site).filter((later) => later > day)] : [];
  const touched = [...days.flatMap((on) => contentOn(site!, on)?.region ?? []), ...(movedTo === undefined ? [] : [movedTo])];
  return touched.some((region) => region !== 'atlantic') ? [refusal(403, 'outside-region')] : [];
}

export function ownSource(client: string, day: string): Content['source'] {
  return { document: `Register entry by ${client}`, asOf: day, quality: 'measured' };
}

/** Says values of a site from a day on, unless the states of all its days could then not follow each other, or a place would not agree. */
export function change(model: Model, site: SiteModel, values: Patch, { day, actor, reason, source = ownSource(actor, day) }: Write): Result {
  const start = daysOf(site)[0]!;
  if (day < start) return { refusals: [refusal(422, 'effective-before-start')] };
  const held = contentOn(site, day)!;
  if (isDeepStrictEqual(patched(held, values), held)) return { isChanged: false };
  const revision = revisionOf(site) + 1;
  const saying = { day, revision, values: { ...values, source }, actor, reason, recordedAt: Number.NaN };
  const after: SiteModel = { ...site, sayings: [...site.sayings, saying] };
  const refusals = [...transitionFaults(after), ...daysOf(after).flatMap((on) => placeFaults(contentOn(after, on)!))];
  if (refusals.length) return { refusals };
  const before = reactivationsOf(site);
  site.sayings.push(saying);
  decide(model, site, before, revision);
  bring(site, { revision, actor, reason });
  // What is said of services is what they then are.
  if (values.services) saying.values.services = contentOn(site, day)!.services;
  return { isChanged: true };
}

/** The days on which an outreach site opens again after it was suspended. */
export function reactivationsOf(site: SiteModel): string[] {
  const timeline = daysOf(site).map((day) => ({ day, ...contentOn(site, day)! }));
  return timeline
    .filter(({ kind, state }, index) => kind === 'scheduled-outreach' && state === 'open' && timeline[index - 1]?.state === 'suspended')
    .map(({ day }) => day);
}

/** Each reactivation has its decision, unless a person's stands. The decision on one that is undone is withdrawn. */
function decide(model: Model, site: SiteModel, before: readonly string[], revision: number): void {
  const after = reactivationsOf(site);
  for (const day of after.filter((on) => !before.includes(on))) {
    if (decisionOn(site, day)?.isOfPerson) continue;
    site.decisions.push({ day, revision, outcome: isNearOffice(model, site, day) ? 'exempt' : 'extended', isOfPerson: false });
  }
  for (const day of before.filter((on) => !after.includes(on))) {
    const decision = decisionOn(site, day);
    if (decision?.day === day && !decision.isOfPerson) withdraw(site, day, revision);
  }
}

function isNearOffice(model: Model, site: SiteModel, day: string): boolean {
  const { location } = contentOn(site, day)!;
  return [...model.values()].some((other) => {
    const office = contentOn(other, day);
    return office?.kind === 'passport-service-site' && office.state === 'open' && kilometres(office.location, location) <= 10;
  });
}

/** A decision of a day on which nothing is said of the site makes a version of it, where the services change by it. */
function bring(site: SiteModel, saying: { revision: number; actor: string; reason: string | null | undefined }): void {
  for (const day of [...new Set(site.decisions.map((decision) => decision.day))].sort()) {
    const days = daysOf(site);
    const before = days.findLast((earlier) => earlier < day);
    if (before === undefined || days.includes(day)) continue;
    if (isDeepStrictEqual(contentOn(site, day)!.services, contentOn(site, before)!.services)) continue;
    site.sayings.push({ ...saying, day, values: {}, recordedAt: Number.NaN });
  }
}

/** A person's decision, in place of the rule's also at later reactivations that are known, up to the next of a person. */
export function override(site: SiteModel, outcome: 'extended' | 'exempt', { day, actor, reason }: Write): Result {
  const held = contentOn(site, day);
  if (!held) return { refusals: [refusal(422, 'effective-before-start')] };
  if (held.state === 'closed') return { refusals: [refusal(409, 'site-closed')] };
  if (held.kind !== 'scheduled-outreach') return { refusals: [refusal(422, 'not-outreach-site')] };
  const before = copyOf(site);
  const revision = revisionOf(site) + 1;
  const later = [...new Set(site.decisions.map((decision) => decision.day))].sort().filter((on) => on > day);
  const next = later.findIndex((on) => decisionOn(before, on)!.day === on && decisionOn(before, on)!.isOfPerson);
  for (const on of [day, ...later.slice(0, next < 0 ? undefined : next)]) site.decisions.push({ day: on, revision, outcome, isOfPerson: true });

  const saying = { revision, actor, reason, recordedAt: Number.NaN };
  const isOther = (on: string) => !isDeepStrictEqual(contentOn(site, on), contentOn(before, on));
  const changed = daysOf(site).filter(isOther);
  if (isOther(day)) site.sayings.push({ ...saying, day, values: { source: ownSource(actor, day) } });
  else if (changed[0] !== undefined) site.sayings.push({ ...saying, day: changed[0], values: {} });
  bring(site, saying);
  const isChanged = revisionOf(site) === revision;
  if (!isChanged)
    site.decisions.splice(0, Infinity, ...site.decisions.map((decision) => ({ ...decision, revision: Math.min(decision.revision, revision - 1) })));
  return { isChanged };
}

/** Lists that were said meanwhile lose what only the extension gave. */
function withdraw(site: SiteModel, day: string, revision: number): void {
  site.decisions.push({ day, revision, outcome: 'withdrawn', isOfPerson: false });
  for (const on of new Set(site.sayings.filter((saying) => saying.day >= day && saying.values.services).map((saying) => saying.day))) {
    if (decisionOn(site, on, revision - 1)?.outcome !== 'extended' || decisionOn(site, on)?.outcome === 'extended') continue;
    const since = extendedFrom(site, on, revision) ?? extendedFrom(site, on, revision - 1)!;
    const { services } = contentOn(site, on)!;
    if (hadPassportBefore(site, since, revision) || !services.includes('passport')) continue;
    const { actor, reason, recordedAt } = site.sayings.findLast((saying) => saying.revision === revision)!;
    site.sayings.push({ day: on, revision, values: { services: services.filter((service) => service !== 'passport') }, actor, reason, recordedAt });
  }
}

/** What is said of an outreach site's services may not be against the decision on passport service. */
export function servicesFaults(site: SiteModel, day: string, services: string[] | undefined): Refusal[] {
  const held = contentOn(site, day);
  if (!services || held?.kind !== 'scheduled-outreach' || isDeepStrictEqual(services, held.services)) return [];
  const outcome = decisionOn(site, day)?.outcome;
  const isListed = services.includes('passport');
  const isAgainst = outcome === 'extended' ? !isListed : outcome === 'exempt' && isListed && !held.services.includes('passport');
  return isAgainst ? [refusal(409, 'contradicts-passport-extension')] : [];
}

function transitionFaults(site: SiteModel): Refusal[] {
  const timeline = daysOf(site).map((day) => contentOn(site, day)!);
  const isBroken = timeline.some(({ state, successor }, index) => {
    const before = timeline[index - 1];
    return before && (before.state !== state || before.successor !== successor) && !next[before.state].includes(state);
  });
  return isBroken ? [refusal(409, 'invalid-transition')] : [];
}

/** The state that a change on a day comes after: that of the day before; there is none on the first day. */
function stateBefore(site: SiteModel, day: string): State | undefined {
  const before = daysOf(site).findLast((earlier) => earlier < day);
  return before === undefined ? undefined : contentOn(site, before)?.state;
}

/** A change on the first day replaces how the site began: as `planned` or what that may become, or by a list as anything. The state of the day before takes a change of the day back. */
export function stateFaults(model: Model, site: SiteModel, day: string, state: State, beginnings: readonly State[] = ['planned', ...next.planned]): Refusal[] {
  const held = contentOn(site, day);
  const before = stateBefore(site, day);
  const allowed = before ? [before, ...next[before]] : beginnings;
  return [
    ...(held && (held.state === state || !allowed.includes(state)) ? [refusal(409, 'invalid-transition')] : []),
    ...(state === 'closed' ? closingFaults(model, site.id, day) : []),
  ];
}

export function changeState(model: Model, site: SiteModel, state: State, write: Write): Result {
  const refusals = stateFaults(model, site, write.day, state);
  return refusals.length ? { refusals } : change(model, site, stateValues(site, write.day, state), write);
}

/** In place of a closing on the same day, there is no successor either. */
export function stateValues(site: SiteModel, day: string, state: State): Partial<Content> {
  return { state, ...(contentOn(site, day)?.successor && { successor: null }) };
}

/** Good enough for points that lie two, twenty or more kilometres apart, north of each other. */
function kilometres(a: Content['location'], b: Content['location']): number {
  return Math.hypot((a.lat - b.lat) * 111, (a.lon - b.lon) * 50);
}

/** Who takes over another site is not closed on the day of it or before. */
function closingFaults(model: Model, id: string, day: string): Refusal[] {
  const isLater = [...model.values()].some((other) => {
    const since = daysOf(other).find((on) => contentOn(other, on)!.successor === id);
    return since !== undefined && since >= day;
  });
  return isLater ? [refusal(409, 'closes-before-succession')] : [];
}

export function succeed(model: Model, site: SiteModel, into: string, write: Write): Result {
  const { day } = write;
  const held = contentOn(site, day);
  const other = model.get(into);
  const isThere = other !== undefined && daysOf(other)[0]! <= day;
  const refusals = closingFaults(model, site.id, day);
  if (stateBefore(site, day) === 'closed' || (held?.state === 'closed' && held.successor === into)) refusals.push(refusal(409, 'invalid-transition'));
  if (leadsTo(model, into, site.id)) refusals.push(refusal(409, 'succession-cycle'));
  if (other && contentOn(other, day)?.state === 'closed') refusals.push(refusal(409, 'site-closed'));
  if (!isThere) refusals.push(refusal(422, 'unknown-site'));
  const trial = copyOf(site);
  const result = change(model, trial, { state: 'closed', successor: other ? into : null }, write);
  if ('refusals' in result) refusals.push(...result.refusals);
  if (refusals.length) return { refusals };
  site.sayings.splice(0, Infinity, ...trial.sayings);
  site.decisions.splice(0, Infinity, ...trial.decisions);
  return result;
}

function leadsTo(model: Model, from: string, to: string, seen: ReadonlySet<string> = new Set()): boolean {
  if (from === to) return true;
  const site = model.get(from);
  if (!site || seen.has(from)) return false;
  const successors = daysOf(site).flatMap((day) => contentOn(site, day)!.successor ?? []);
  return successors.some((successor) => leadsTo(model, successor, to, new Set([...seen, from])));
}
