import { isDeepStrictEqual } from 'node:util';

/**
 * The register by its meaning alone, without tables, indexes or any code of the service: what was said of a site, from
 * which day on, in which order. On a day each member has the value that was said last for a day not after it; of one day,
 * the later saying.
 */
export type State = 'planned' | 'open' | 'suspended' | 'closed';
export interface Content {
  kind: string;
  name: { en: string; fr: string };
  region: string;
  province: string;
  address: { street?: string; city: string; postalCode?: string };
  location: { lat: number; lon: number; precision?: string };
  timeZone: string;
  languages: string[];
  hours: object[];
  services: string[];
  accessibility: string[];
  state: State;
  successor: string | null;
  source: { document: string; asOf: string; quality: string };
  /** Nothing that the sequences say is illustrative. */
  illustrativeMembers: string[];
}
/** What is said of a site: of name, address and location leaf by leaf, where `null` takes a leaf away. */
export interface Patch extends Omit<Partial<Content>, 'name' | 'address' | 'location'> {
  readonly name?: { readonly en?: string; readonly fr?: string };
  readonly address?: { readonly street?: string | null; readonly city?: string; readonly postalCode?: string | null };
  readonly location?: { readonly lat?: number; readonly lon?: number; readonly precision?: string | null };
}
export interface Saying {
  readonly day: string;
  readonly revision: number;
  readonly values: Patch;
  readonly actor: string;
  /** Undefined: the import's own, which names it. */
  reason: string | null | undefined;
  /** Milliseconds; not a number until the service has answered. */
  recordedAt: number;
}
export interface SiteModel {
  readonly id: string;
  readonly sayings: Saying[];
  /** On passport service: at reactivations, and by persons. */
  readonly decisions: Decision[];
}
export interface Decision {
  readonly day: string;
  readonly revision: number;
  /** Withdrawn: the reactivation has been undone, as if nothing had been decided. */
  readonly outcome: 'extended' | 'exempt' | 'withdrawn';
  readonly isOfPerson: boolean;
}
export type Model = Map<string, SiteModel>;
/** A version as the history tells it. */
export interface VersionModel extends Content {
  effectiveOn: string;
  endedOn: string | null;
  revision: number;
  recordedAt: number;
  actor: string;
  reason: string | null | undefined;
}

/** To try something out; what was said stays the same. */
export function copyOf(site: SiteModel): SiteModel {
  return { id: site.id, sayings: site.sayings.map((saying) => ({ ...saying })), decisions: [...site.decisions] };
}

export function revisionOf({ sayings }: SiteModel): number {
  return Math.max(...sayings.map(({ revision }) => revision));
}

export function daysOf({ sayings }: SiteModel, revision = Infinity): string[] {
  return [...new Set(sayings.filter((saying) => saying.revision <= revision).map(({ day }) => day))].sort();
}

export function contentOn(site: SiteModel, day: string, revision = Infinity): Content | undefined {
  const heard = inOrder(site.sayings.filter((saying) => saying.day <= day && saying.revision <= revision));
  if (!heard.length) return undefined;
  const said = heard.reduce((content, { values }) => patched(content, values), {} as Content);
  return { ...said, services: servicesUnder(site, said, day, revision) };
}

/** A content with what was said over it. */
export function patched(held: Content, patch: Patch): Content {
  const merged = (group: object, over: object) => Object.fromEntries(Object.entries({ ...group, ...over }).filter(([, value]) => value !== null));
  const { name, address, location, ...plain } = patch;
  return {
    ...held,
    ...plain,
    ...(name && { name: merged(held.name, name) as Content['name'] }),
    ...(address && { address: merged(held.address, address) as Content['address'] }),
    ...(location && { location: merged(held.location, location) as Content['location'] }),
  };
}

/** Extended, passport is among the services; a person's exemption takes it away; else they are what was said, without what only an extension gave. */
function servicesUnder(site: SiteModel, { services }: Content, day: string, revision: number): string[] {
  const decision = decisionOn(site, day, revision);
  if (decision?.outcome === 'extended') return services.includes('passport') ? services : [...services, 'passport'];
  if (decision?.isOfPerson) return services.filter((service) => service !== 'passport');
  const since = extendedFrom(site, day, revision);
  return since === undefined || hadPassportBefore(site, since, revision) ? services : services.filter((service) => service !== 'passport');
}

export function decisionOn({ decisions }: SiteModel, day: string, revision = Infinity): Decision | undefined {
  const known = decisions.filter((decision) => decision.day <= day && decision.revision <= revision);
  const last = [...new Map(inOrder(known).map((decision) => [decision.day, decision])).values()];
  return last.findLast(({ outcome }) => outcome !== 'withdrawn');
}

/** When the last of the times began, up to a day, for which passport service was extended. */
export function extendedFrom(site: SiteModel, day: string, revision: number): string | undefined {
  const days = [...new Set(site.decisions.map((decision) => decision.day))].sort().filter((on) => on <= day);
  const isExtended = (on: string | undefined) => on !== undefined && decisionOn(site, on, revision)?.outcome === 'extended';
  return days.findLast((on, index) => isExtended(on) && !isExtended(days[index - 1]));
}

export function hadPassportBefore(site: SiteModel, day: string, revision: number): boolean {
  const before = daysOf(site, revision).findLast((earlier) => earlier < day);
  return before !== undefined && contentOn(site, before, revision)!.services.includes('passport');
}

function inOrder<Said extends { day: string; revision: number }>(said: readonly Said[]): Said[] {
  return said.toSorted((a, b) => (a.day === b.day ? a.revision - b.revision : a.day < b.day ? -1 : 1));
}

/** Every version in the order in which it was recorded: what is said makes one for its day, and for each other day that it changes. */
export function versionsOf(site: SiteModel): VersionModel[] {
  const firstOfEach = [...new Map(site.sayings.toReversed().map((saying) => [saying.revision, saying])).values()].toReversed();
  const versions = firstOfEach.flatMap(({ day: from, revision, recordedAt, actor, reason }) => {
    const known = daysOf(site, revision);
    const knownBefore = daysOf(site, revision - 1);
    return known
      .filter((day) => day === from || !knownBefore.includes(day) || !isDeepStrictEqual(contentOn(site, day, revision), contentOn(site, day, revision - 1)))
      .map((day) => ({
        ...contentOn(site, day, revision)!,
        effectiveOn: day,
        revision,
        recordedAt,
        actor,
        reason,
      }));
  });
  return versions.map((version) => {
    const isReplaced = versions.some(({ effectiveOn, revision }) => effectiveOn === version.effectiveOn && revision > version.revision);
    return { ...version, endedOn: isReplaced ? version.effectiveOn : (daysOf(site).find((later) => later > version.effectiveOn) ?? null) };
  });
}

/** What a site held on a day as it was known at an instant. */
export function heldOn(versions: readonly VersionModel[], asOf: string, knownAt: number): VersionModel | undefined {
  return versions
    .filter((version) => version.effectiveOn <= asOf && version.recordedAt <= knownAt)
    .toSorted((a, b) => (a.effectiveOn === b.effectiveOn ? a.revision - b.revision : a.effectiveOn < b.effectiveOn ? -1 : 1))
    .at(-1);
}

/** A site as it is read: with where its line of successors ends, and whoever was closed into it, nearest first. */
export function readingOf(model: Model, id: string, asOf: string, knownAt: number) {
  const held = (siteId: string) => heldOn(versionsOf(model.get(siteId)!), asOf, knownAt);
  const site = held(id);
  if (!site) return undefined;
  let currentSuccessor = site.successor;
  for (let next = currentSuccessor; next !== null; next = held(next)?.successor ?? null) currentSuccessor = next;
  const predecessors: string[] = [];
  for (let level = [id]; level.length; predecessors.push(...level))
    level = [...model.keys()].filter((other) => level.includes(held(other)?.successor ?? '')).toSorted();
  const { endedOn: _endedOn, recordedAt: _recordedAt, actor: _actor, reason: _reason, ...version } = site;
  return { siteId: id, ...version, currentSuccessor, predecessors };
}
