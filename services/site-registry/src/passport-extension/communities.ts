import type { PassportExtension, Site } from '@csn/contracts';

const territories: ReadonlySet<string> = new Set(['NT', 'NU', 'YT']);
/** Ours, not a document's: roughly the southern edge of the mid-north, and more than a day's return trip by road. */
const northernFrom = 55;
const remoteFromKm = 150;

/** What kind of community the extension reaches: derived from where the site and its nearest passport office are. */
export function communitiesOf(site: Pick<Site, 'province' | 'location'>, nearestKm: number | null, limitKm: number): PassportExtension['communities'] {
  if (nearestKm !== null && nearestKm <= limitKm) return [];
  const communities: PassportExtension['communities'] = [];
  if (nearestKm === null || nearestKm >= remoteFromKm) communities.push('remote');
  if (territories.has(site.province) || site.location.lat >= northernFrom) communities.push('northern');
  return communities.length ? communities : ['rural'];
}
