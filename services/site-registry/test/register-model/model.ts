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
}
export interface Saying {
  readonly day: string;
  readonly revision: number;
  readonly values: Partial<Content>;
  readonly actor: string;
  /** Undefined: the import's own, which names it. */
  reason: string | null | undefined;
  /** Milliseconds; not a number until the service has answered. */
  recordedAt: number;
}
export interface SiteModel {
  readonly id: string;
  readonly sayings: Saying[];
  /** Of passport service, at reactivations. */
  readonly decisions: { readonly day: string; readonly extended: boolean }[];
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

export function contentOn({ sayings }: SiteModel, day: string, revision = Infinity): Content | undefined {
  const heard = sayings
    .filter((saying) => saying.day <= day && saying.revision <= revision)
    .toSorted((a, b) => (a.day === b.day ? a.revision - b.revision : a.day < b.day ? -1 : 1));
  return heard.length ? (Object.assign({}, ...heard.map(({ values }) => values)) as Content) : undefined;
}

/** Every version in the order in which it was recorded: each saying makes one for its day, and for each later day that it changes. */
export function versionsOf(site: SiteModel): VersionModel[] {
  const versions = site.sayings.flatMap(({ day: from, revision, recordedAt, actor, reason }) => {
    const known = daysOf(site, revision);
    return known
      .filter((day) => day === from || (day > from && !isDeepStrictEqual(contentOn(site, day, revision), contentOn(site, day, revision - 1))))
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
