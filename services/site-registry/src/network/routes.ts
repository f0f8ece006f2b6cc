import { type NetworkSummary, readNetworkSummary } from '@csn/contracts';
import { readAxes, type ServiceApp } from '@csn/service-kit';
import { dayOfSource, sourceOfSites } from '../figure-source.ts';
import type { Tables } from '../tables.ts';
import { countOpenSites, findStatedCounts } from './queries.ts';
import { notesOn, totalOf } from './summary.ts';

export function networkRoutes(app: ServiceApp<Tables>): void {
  app.serve(readNetworkSummary, async ({ db, query, clock, language }): Promise<NetworkSummary> => {
    const axes = await readAxes(db, clock, query);
    const regions = await countOpenSites(db, axes, query.quality);
    const reported = (await findStatedCounts(db, axes, query.quality)) ?? null;
    const counted = totalOf(regions);
    const qualities = regions.flatMap((region) => region.qualities);
    const sourceDay = dayOfSource(axes.asOf, clock.today());
    return {
      asOf: axes.asOf,
      knownAt: axes.knownAt,
      ...counted,
      source: sourceOfSites(qualities, sourceDay),
      byRegion: regions.map(({ qualities: own, ...region }) => ({ ...region, source: sourceOfSites(own, sourceDay) })),
      reported,
      notes: notesOn(counted, reported, qualities, language),
    };
  });
}
