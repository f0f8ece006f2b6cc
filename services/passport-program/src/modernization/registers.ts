import type { PilotProduction, PilotSite } from '@csn/contracts';
import { Register } from '@csn/service-kit';

export type PilotSiteContent = Omit<PilotSite, 'pilotSiteId' | 'effectiveOn' | 'revision'>;
export type ProductionContent = Omit<PilotProduction, 'asOf' | 'basis'>;

/** For every day, the system in which each site of the pilot works. */
export const pilotSiteRegister = new Register<'pilotSiteId', PilotSiteContent>({
  name: 'pilot_site',
  key: 'pilotSiteId',
  members: ['name', 'nameInSource', 'siteId', 'kind', 'region', 'province', 'systemOfRecord', 'wave', 'source'],
});

/** One subject a day: the totals since the start that a document states for that day. */
export const productionRegister = new Register<'statedFor', ProductionContent>({
  name: 'pilot_production',
  key: 'statedFor',
  members: ['filesCreated', 'passportsProcessed', 'passportsIssued', 'source'],
});
