import { isDeepStrictEqual } from 'node:util';
import { type Content, contentOn, copyOf, daysOf, type Model, revisionOf, type SiteModel, type State } from './model.ts';

/** Why something is refused. Of several reasons the one with the earliest status is told. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
}
export interface Write {
  readonly day: string;
  readonly actor: string;
  readonly reason: string | null | undefined;
}
export type Result = { readonly refusals: Refusal[] } | { readonly isChanged: boolean };
type Named = Omit<Partial<Content>, 'name' | 'address' | 'location'>;
/** A merge patch: `null` takes a member away. */
export interface Patch extends Named {
  readonly name?: { readonly en?: string; readonly fr?: string };
  readonly address?: { readonly street?: string | null; readonly city?: string; readonly postalCode?: string | null };
  readonly location?: { readonly lat?: number; readonly lon?: number; readonly precision?: string | null };
}

const refusal = (status: number, code: string): Refusal => ({ status, code });
const next: Readonly<Record<State, readonly State[]>> = {
  planned: ['open', 'closed'],
  open: ['suspended', 'closed'],
  suspended: ['open', 'closed'],
  closed: [],
};
const regions: Readonly<Record<string, string>> = { ON: 'ontario', NS: 'atlantic', NB: 'atlantic', MB: 'western-territories', SK: 'western-territories' };
const letters: Readonly<Record<string, string>> = { ON: 'KLMNP', NS: 'B', NB: 'E', MB: 'R', SK: 'S' };

/** What is wrong with where a site is. */
export function placeFaults({ region, province, address, location }: Content): Refusal[] {
  const agrees = regions[province] === region && (!address.postalCode || letters[province]!.includes(address.postalCode[0]!));
  return [...(agrees ? [] : [refusal(422, 'region-mismatch')]), ...(location.lon > 0 ? [refusal(422, 'outside-canada')] : [])];
}

export function mergePatch(held: Content, patch: Patch): Partial<Content> {
  const merged = (group: object, over: object) => Object.fromEntries(Object.entries({ ...group, ...over }).filter(([, value]) => value !== null));
  const { name, address, location, ...plain } = patch;
  return {
    ...plain,
    ...(name && { name: merged(held.name, name) as Content['name'] }),
    ...(address && { address: merged(held.address, address) as Content['address'] }),
    ...(location && { location: merged(held.location, location) as Content['location'] }),
  };
}

/** Another region than the caller's, where the site is from that day on or where it is moved to. */
export function regionFaults(caller: string, site: SiteModel | undefined, day: string, movedTo?: string): Refusal[] {
  if (caller !== 'demo-atlantic') return [];
  const days = site ? [day, ...daysOf(site).filter((later) => later > day)] : [];
  const touched = [...days.flatMap((on) => contentOn(site!, on)?.region ?? []), ...(movedTo === undefined ? [] : [movedTo])];
  return touched.some((region) => region !== 'atlantic') ? [refusal(403, 'outside-region')] : [];
}

/** Says values of a site from a day on, unless the states of all its days could then not follow each other, or a place would not agree. */
export function change(site: SiteModel, values: Partial<Content>, { day, actor, reason }: Write): Result {
  const start = daysOf(site)[0]!;
  if (day < start) return { refusals: [refusal(422, 'effective-before-start')] };
  const held = contentOn(site, day);
  if (isDeepStrictEqual({ ...held, ...values }, held)) return { isChanged: false };
  const saying = { day, revision: revisionOf(site) + 1, values, actor, reason, recordedAt: Number.NaN };
  const after: SiteModel = { ...site, sayings: [...site.sayings, saying] };
  const refusals = [...transitionFaults(after), ...daysOf(after).flatMap((on) => placeFaults(contentOn(after, on)!))];
  if (refusals.length) return { refusals };
  site.sayings.push(saying);
  return { isChanged: true };
}

function transitionFaults(site: SiteModel): Refusal[] {
  const timeline = daysOf(site).map((day) => contentOn(site, day)!);
  const isBroken = timeline.some(({ state, successor }, index) => {
    const before = timeline[index - 1];
    return before && (before.state !== state || before.successor !== successor) && !next[before.state].includes(state);
  });
  return isBroken ? [refusal(409, 'invalid-transition')] : [];
}

/** The state that a change on a day comes after: that of the day before; on the first day, the one it begins with. */
export function stateBefore(site: SiteModel, day: string): State | undefined {
  const start = daysOf(site)[0]!;
  const before = daysOf(site).findLast((earlier) => earlier < day) ?? start;
  return day < start ? undefined : contentOn(site, before)?.state;
}

export function changeState(model: Model, site: SiteModel, state: State, write: Write, also: Partial<Content> = {}): Result {
  const { day } = write;
  const held = contentOn(site, day);
  const before = stateBefore(site, day);
  const refusals: Refusal[] = [];
  if (held && (held.state === state || before === state)) refusals.push(refusal(409, 'invalid-transition'));
  if (before && !next[before].includes(state)) refusals.push(refusal(409, 'invalid-transition'));
  if (state === 'closed') refusals.push(...closingFaults(model, site.id, day));
  if (refusals.length) return { refusals };

  const extension = isReactivation(site, day, state) ? extend(model, site, { ...held!, ...also }, day) : undefined;
  const values = { ...also, state, ...(held?.successor && { successor: null }), ...(extension && { services: extension.services }) };
  const result = change(site, values, write);
  if (extension && 'isChanged' in result) site.decisions.push({ day, extended: extension.extended });
  return result;
}

export function isReactivation(site: SiteModel, day: string, state: State | undefined): boolean {
  return stateBefore(site, day) === 'suspended' && state === 'open' && contentOn(site, day)?.kind === 'scheduled-outreach';
}

/** Passport service is added, unless an open passport office is within 10 km; what an earlier decision gave is taken away again. */
function extend(model: Model, site: SiteModel, content: Content, day: string): { extended: boolean; services: string[] } {
  const standing = site.decisions
    .filter((decision) => decision.day <= day)
    .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
    .at(-1);
  const isNear = [...model.values()].some((other) => {
    const office = contentOn(other, day);
    return office?.kind === 'passport-service-site' && office.state === 'open' && kilometres(office.location, content.location) <= 10;
  });
  const services = content.services.filter((service) => service !== 'passport');
  if (!isNear) return { extended: true, services: content.services.includes('passport') ? content.services : [...services, 'passport'] };
  return { extended: false, services: standing?.extended ? services : content.services };
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
  const result = change(trial, { state: 'closed', successor: other ? into : null }, write);
  if ('refusals' in result) refusals.push(...result.refusals);
  if (refusals.length) return { refusals };
  site.sayings.splice(0, Infinity, ...trial.sayings);
  return result;
}

function leadsTo(model: Model, from: string, to: string, seen: ReadonlySet<string> = new Set()): boolean {
  if (from === to) return true;
  const site = model.get(from);
  if (!site || seen.has(from)) return false;
  const successors = daysOf(site).flatMap((day) => contentOn(site, day)!.successor ?? []);
  return successors.some((successor) => leadsTo(model, successor, to, new Set([...seen, from])));
}
