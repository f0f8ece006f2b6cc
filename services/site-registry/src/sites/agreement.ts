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

/**
 * In which whole degrees each province or territory lies: its extreme points as the Atlas of Canada (Natural Resources
 * Canada) gives them, with its islands, rounded outwards; a degree more where a parallel or a meridian is the limit, since
 * the surveys did not keep to it everywhere. A box tells what is clearly elsewhere and no more: Detroit lies in Ontario’s.
 */
const boxes: Readonly<Record<Site['province'], typeof canada>> = {
  NL: { south: 46, north: 61, west: -68, east: -52 },
  NS: { south: 43, north: 48, west: -67, east: -59 },
  PE: { south: 45, north: 48, west: -65, east: -61 },
  NB: { south: 44, north: 49, west: -70, east: -63 },
  QC: { south: 44, north: 63, west: -80, east: -57 },
  ON: { south: 41, north: 57, west: -96, east: -74 },
  MB: { south: 48, north: 61, west: -103, east: -88 },
  SK: { south: 48, north: 61, west: -111, east: -101 },
  AB: { south: 48, north: 61, west: -121, east: -109 },
  BC: { south: 48, north: 61, west: -140, east: -114 },
  NT: { south: 59, north: 79, west: -137, east: -101 },
  NU: { south: 51, north: 84, west: -121, east: -61 },
  YT: { south: 59, north: 70, west: -142, east: -123 },
};

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
  const { lat, lon } = site.location;
  const box = boxes[site.province];
  const isInCanada = isInside(site.location, canada);
  if (isInCanada && !isInside(site.location, box)) {
    const values = { province: site.province, south: box.south, north: box.north, west: -box.west, east: -box.east };
    const detail = {
      en: 'must lie in {province}: between {south} and {north} degrees north and between {east} and {west} degrees west',
      fr: 'doit se trouver dans {province} : entre {south} et {north} degrés nord et entre {east} et {west} degrés ouest',
    };
    faults.push({ in: 'body', pointer: '/location', code: 'region-mismatch', detail: fill(detail, values) });
  }
  const disagrees = faults.length > 0;
  if (!isInCanada) {
    const detail = { en: 'must lie in Canada; longitudes in Canada are negative', fr: 'doit se trouver au Canada; les longitudes y sont négatives' };
    faults.push({ in: 'body', pointer: '/location', code: 'outside-canada', detail });
  }
  if (faults.length) throw new Problem(disagrees ? 'region-mismatch' : 'outside-canada', { values: { lat, lon }, faults });
}

function isInside({ lat, lon }: Site['location'], box: typeof canada): boolean {
  return lat >= box.south && lat <= box.north && lon >= box.west && lon <= box.east;
}

/** A change is taken over by later versions, on whose days the site may be elsewhere. @throws Problem region-mismatch, outside-canada */
export function checkPlaces({ versions }: Pick<Planned<SiteContent>, 'versions'>): void {
  for (const { content } of versions) checkPlace(content);
}
