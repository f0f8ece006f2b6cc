import { listNearestSites } from '@csn/contracts';
import { Problem, type ServiceApp } from '@csn/service-kit';
import { latestUnlessAsked, readOnDay } from '../sites/reading.ts';
import type { Tables } from '../tables.ts';
import { findNearestSites } from './queries.ts';

export function nearestRoutes(app: ServiceApp<Tables>): void {
  app.serve(listNearestSites, async ({ db, params: { siteId }, query, clock, page: pageOf }) => {
    const page = pageOf();
    const asked = page.position ?? query;
    const known = await latestUnlessAsked(db, clock, asked);
    const found = await readOnDay(asked.asOf, clock, (asOf) => findNearestSites(db, siteId, { ...known, asOf }, query, page));
    if (!found) throw new Problem('not-found');
    const time = { asOf: found.asOf, knownAt: found.reading.knownAt };
    return { ...page.end(found.reading.sites, (site) => [site.km, site.siteId], { ...time, isLatest: false }), ...time };
  });
}
