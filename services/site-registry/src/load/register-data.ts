import { NewSite, type Site, SiteKind } from '@csn/contracts';
import type { Version } from '@csn/service-kit';
import { z } from 'zod';
import { goingOn } from '../sites/illustrative-members.ts';
import type { SiteContent } from '../sites/register.ts';
import { readJson, readRows, type Row, sources } from './data-files.ts';

/** A site with the versions that its data gives, in the order of their days. */
export interface LoadedSite {
  readonly id: string;
  readonly versions: (Version<SiteContent> & { reason: string | null })[];
}

const { hours, services, accessibility } = NewSite.shape;
const offered = { hours, services, accessibility };
/** What a site of a kind offers: the sources say nothing of it, so it is illustrative, and marked so from where they state the rest. */
const illustrativeService = readJson('illustrative-service.json', z.partialRecord(SiteKind, z.strictObject(offered)));

/** The points of service as the office finder listed them: known open from the day of the list, and no earlier. */
export function reportedSites(): LoadedSite[] {
  return readRows('sites.csv').map((row) => ({ id: row.siteId!, versions: [listed(row)] }));
}

/**
 * The same points with an illustrative past, frozen as data: before the day of the list every version is marked so. The
 * list says nothing of services, hours and accessibility, so it sets none of them (see `withWhatGoesOn`).
 */
export function datedSites(): LoadedSite[] {
  const rows = [...readRows('sites.csv'), ...readRows('illustrative-sites.csv')];
  const dating = Map.groupBy(readRows('illustrative-dating.csv'), (row) => row.siteId);
  return rows.map((row) => {
    const past = (dating.get(row.siteId) ?? []).map((date) => {
      const kind = date.kind as Site['kind'];
      const content = {
        ...contentOf(row),
        ...illustrativeService[kind],
        kind,
        state: date.state as Site['state'],
        successor: date.successor || null,
        source: sources.dating,
      };
      return { effectiveOn: date.effectiveOn!, content, members: Object.keys(content), reason: date.reason ?? null };
    });
    const list = listed(row);
    const said = past.length ? { ...list, members: list.members.filter((member) => !(member in offered)) } : list;
    return { id: row.siteId!, versions: row.coordinateSource === 'illustrative' ? past : [...past, said] };
  });
}

/** A version that sets no services, hours and accessibility takes over those before it. */
export function withWhatGoesOn({ id, versions: said }: LoadedSite): LoadedSite {
  const versions: LoadedSite['versions'] = [];
  for (const version of said) {
    const before = versions.at(-1);
    const isSilent = before && !version.members.includes('services');
    versions.push(isSilent ? { ...version, content: goingOn(version.content, before.content) } : version);
  }
  return { id, versions };
}

function listed(row: Row): LoadedSite['versions'][number] {
  const content: SiteContent = { ...contentOf(row), state: 'open', successor: null, source: sources.register };
  return { effectiveOn: sources.register.asOf, content, members: Object.keys(content), reason: 'Listed by the office finder' };
}

function contentOf(row: Row): Omit<SiteContent, 'state' | 'successor' | 'source'> {
  return {
    kind: row.kind as Site['kind'],
    name: { en: row.nameEn!, fr: row.nameFr! },
    region: row.region as Site['region'],
    province: row.province as Site['province'],
    address: { ...(row.street && { street: row.street }), city: row.city!, ...(row.postalCode && { postalCode: row.postalCode }) },
    location: { lat: Number(row.lat), lon: Number(row.lon), precision: row.precision as NonNullable<Site['location']['precision']> },
    timeZone: row.timeZone!,
    languages: row.languages!.split('|'),
    hours: [],
    services: [],
    accessibility: [],
    illustrativeMembers: [],
  };
}
