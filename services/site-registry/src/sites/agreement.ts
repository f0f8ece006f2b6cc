import { type Fault, fill, provincesByRegion, regionNames, type Site } from '@csn/contracts';
import { type Planned, Problem } from '@csn/service-kit';
import type { SiteContent } from './register.ts';

/** First letters of a postal code by province or territory (Canada Post). */
const postalLetters: Readonly<Record<Site['province'], string>> = {
  NL: 'A',
  NS: 'B',
  PE: 'C',
  NB: 'E',
  QC: 'GHJ',
  ON: 'KLMNP',
  MB: 'R',
  SK: 'S',
  AB: 'T',
  BC: 'V',
  NT: 'X',
  NU: 'X',
  YT: 'Y',
};

/** The extreme points of Canada, rounded outwards to a tenth of a degree. */
const canada = { south: 41.6, north: 83.2, west: -141.1, east: -52.5 };

/** Where a site is must agree with itself; nothing is mended by guessing. @throws Problem region-mismatch, outside-canada */
export function checkPlace(site: Pick<Site, 'region' | 'province' | 'address' | 'location'>): void {
  const faults: Fault[] = [];
  const provinces: readonly string[] = provincesByRegion[site.region];
  if (!provinces.includes(site.province)) {
    faults.push({
      in: 'body',
      pointer: '/province',
      code: 'region-mismatch',
      detail: fill({ en: 'must be one of {region}: {provinces}', fr: 'doit être de {region} : {provinces}' }, { region: regionNames[site.region], provinces }),
    });
  }
  const letters = postalLetters[site.province];
  const letter = site.address.postalCode?.[0];
  if (letter !== undefined && !letters.includes(letter)) {
    const list = letters.split('').join(', ');
    faults.push({
      in: 'body',
      pointer: '/address/postalCode',
      code: 'region-mismatch',
      detail: { en: `a postal code of ${site.province} begins with ${list}`, fr: `un code postal de ${site.province} commence par ${list}` },
    });
  }
  if (faults.length) throw new Problem('region-mismatch', { faults });

  const { lat, lon } = site.location;
  if (lat < canada.south || lat > canada.north || lon < canada.west || lon > canada.east) {
    const detail = { en: 'must lie in Canada; longitudes in Canada are negative', fr: 'doit se trouver au Canada; les longitudes y sont négatives' };
    throw new Problem('outside-canada', { values: { lat, lon }, faults: [{ in: 'body', pointer: '/location', code: 'outside-canada', detail }] });
  }
}

/** A change is taken over by later versions, on whose days the site may be elsewhere. @throws Problem region-mismatch, outside-canada */
export function checkPlaces({ versions }: Pick<Planned<SiteContent>, 'versions'>): void {
  for (const { content } of versions) checkPlace(content);
}
