import { listSiteServices } from '@csn/contracts';
import { Problem, type ServiceApp } from '@csn/service-kit';
import { latestUnlessAsked, readOnDay } from '../sites/reading.ts';
import type { Tables } from '../tables.ts';
import { findServices } from './queries.ts';

export function siteServiceRoutes(app: ServiceApp<Tables>): void {
  app.serve(listSiteServices, async ({ db, params: { siteId }, query, clock, page: pageOf }) => {
    const page = pageOf();
    const asked = page.position ?? query;
    const known = await latestUnlessAsked(db, clock, asked);
    const found = await readOnDay(asked.asOf, clock, (asOf) => findServices(db, siteId, { ...known, asOf }, page));
    if (!found) throw new Problem('not-found');
    const time = { asOf: found.asOf, knownAt: found.reading.knownAt };
    return { ...page.end(found.reading.services, ({ service }) => [service], { ...time, isLatest: false }), ...time };
  });
}
