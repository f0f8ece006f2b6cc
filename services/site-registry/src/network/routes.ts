import { type NetworkSummary, readNetworkSummary } from '@csn/contracts';
import { readAxes, type ServiceApp } from '@csn/service-kit';
import type { Tables } from '../tables.ts';
import { countOpenSites, findStatedCounts } from './queries.ts';
import { notesOn, totalOf } from './summary.ts';

export function networkRoutes(app: ServiceApp<Tables>): void {
  app.serve(readNetworkSummary, async ({ db, query, clock, language }): Promise<NetworkSummary> => {
    const axes = await readAxes(db, clock, query);
    const byRegion = await countOpenSites(db, axes);
    const reported = (await findStatedCounts(db, axes.asOf)) ?? null;
    const counted = totalOf(byRegion);
    return { asOf: axes.asOf, knownAt: axes.knownAt, ...counted, byRegion, reported, notes: notesOn(counted, reported, language) };
  });
}
