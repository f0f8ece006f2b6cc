import { type Province, provincesByRegion, type Region, regionCodes } from '@csn/contracts';

/** Each province belongs to one region. */
export function regionOf(province: Province): Region {
  const region = regionCodes.find((code) => (provincesByRegion[code] as readonly Province[]).includes(province));
  if (!region) throw new Error(`${province} belongs to no region`);
  return region;
}
