import { listNearestSites } from '@csn/contracts';
import { Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { readOnDay } from '../sites/reading.ts';
import type { Tables } from '../tables.ts';
import { findNeighbours } from './queries.ts';

export function nearestRoutes(app: ServiceApp<Tables>): void {
  app.serve(listNearestSites, async ({ db, params: { siteId }, query, clock, page: pageOf }) => {
    const page = pageOf();
    const asked = page.position ?? query;
    // Without `knownAt` whatever is known when the statement runs; it gives the instant of the register with it.
    const axes = asked.knownAt === undefined ? { knownAt: '', isLatest: true } : await readAxes(db, clock, asked);
    const found = await readOnDay(asked.asOf, clock, (asOf) => findNeighbours(db, siteId, { ...axes, asOf }, query, page));
    if (!found) throw new Problem('not-found');
    const time = { asOf: found.asOf, knownAt: found.reading.knownAt };
    return { ...page.end(found.reading.sites, (site) => [site.km, site.siteId], { ...time, isLatest: false }), ...time };
  });
}
