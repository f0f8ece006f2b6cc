import { fill, type Language, type Note, type PassportExtension, type PassportExtensionVersion } from '@csn/contracts';
import { communitiesOf } from './communities.ts';
import type { ExtensionContent } from './extension.ts';
import type { ExtensionRow } from './queries.ts';

/** A decision as the interface shows it. */
export function extensionOf(row: ExtensionRow): PassportExtension {
  const { siteId, name, region, nearestSiteId, nearestKm, limitKm } = row;
  const nearestPassportOffice =
    nearestSiteId === null || nearestKm === null
      ? null
      : { siteId: nearestSiteId, name: row.officeName ?? { en: nearestSiteId, fr: nearestSiteId }, km: rounded(nearestKm) };
  return { siteId, name, region, nearestPassportOffice, ...decidedOf(row), communities: communitiesOf(row, nearestKm, limitKm) };
}

export function extensionVersionOf(version: Decided & { siteId: string; endedOn: string | null; recordedAt: string }): PassportExtensionVersion {
  const { siteId, nearestSiteId, nearestKm, endedOn, recordedAt, actor } = version;
  return {
    siteId,
    nearestPassportOffice: nearestSiteId === null || nearestKm === null ? null : { siteId: nearestSiteId, km: rounded(nearestKm) },
    ...decidedOf(version),
    endedOn,
    recordedAt,
    actor,
  };
}

/** Never silently one of the two: what was decided, and what the register lists; of the list (the number of such sites) or of one site. */
export function notesOn(unlisted: number, of: 'list' | 'site', language: Language): Note[] {
  if (unlisted === 0) return [];
  const texts = {
    list: {
      en: 'Of the extended sites {count} have a record for this day that does not list passport among their services; a list of points of service says nothing of them.',
      fr: 'Parmi les sites élargis, {count} ont pour ce jour une fiche qui ne mentionne pas le passeport parmi leurs services; une liste de points de service n’en dit rien.',
    },
    site: {
      en: 'The record of the site for this day does not list passport among its services; a list of points of service says nothing of them.',
      fr: 'La fiche du site pour ce jour ne mentionne pas le passeport parmi ses services; une liste de points de service n’en dit rien.',
    },
  };
  return [{ code: 'service-not-listed', text: fill(texts[of], { count: unlisted })[language] }];
}

type Decided = ExtensionContent & { decidedOn: string; actor: string; reason: string | null; revision: number };

function decidedOf({
  state,
  since,
  basis,
  limitKm,
  source,
  decidedOn,
  actor,
  reason,
  revision,
}: Decided): Pick<PassportExtension, 'state' | 'since' | 'reason' | 'override' | 'limitKm' | 'source' | 'revision'> {
  return {
    state,
    since,
    reason: basis,
    override: basis === 'override' ? { decision: state, reason: reason ?? '', effectiveOn: decidedOn, actor } : null,
    limitKm,
    source,
    revision,
  };
}

/** Points of the register are good to some hundred metres: more digits would promise what nobody measured. */
function rounded(km: number): number {
  return Math.round(km * 10) / 10;
}
