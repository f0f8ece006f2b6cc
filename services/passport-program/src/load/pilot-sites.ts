import { Day, PassportSystem, PilotSite } from '@csn/contracts';
import { z } from 'zod';
import type { PilotSiteContent } from '../modernization/registers.ts';
import { type Load, type LoadedRecord, readData, sourceNamed, versionOf } from './records.ts';

const site = PilotSite.pick({ pilotSiteId: true, name: true, nameInSource: true, siteId: true, kind: true, region: true, province: true });
const change = z.strictObject({
  pilotSiteId: z.string().meta({ description: 'One site, or `*` for all' }),
  effectiveOn: Day,
  systemOfRecord: PassportSystem.nullable(),
  wave: PilotSite.shape.wave,
  source: z.string(),
  reason: z.string(),
});

/**
 * The sites that the document names, with the system of each for every day. Days that no document states are
 * illustrative; without them the system is open (null) for that time, and with them they take its place.
 */
export function pilotSites(load: Load): LoadedRecord<PilotSiteContent>[] {
  const sites = z.array(site).parse(readData('pilot-sites.json'));
  const stated = z.array(change).parse(readData('pilot-systems.json'));
  const changes =
    load === 'all'
      ? [...stated.filter(({ systemOfRecord }) => systemOfRecord !== null), ...z.array(change).parse(readData('illustrative-pilot-systems.json'))]
      : stated;
  return sites.map(({ pilotSiteId, ...content }) => ({
    id: pilotSiteId,
    versions: changes
      .filter((row) => row.pilotSiteId === '*' || row.pilotSiteId === pilotSiteId)
      .sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1))
      .map(({ systemOfRecord, wave, effectiveOn, source, reason }) =>
        versionOf({ ...content, systemOfRecord, wave, source: sourceNamed(source) }, effectiveOn, reason),
      ),
  }));
}
