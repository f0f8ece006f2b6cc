import { randomUUIDv7 } from 'node:crypto';
import { type Annotation, listAnnotations, measures, type NewAnnotation, readAnnotation, recordAnnotation, type Region, regionNames } from '@csn/contracts';
import { type Caller, type KnownSites, Problem, type Queryable, type ServiceApp } from '@csn/service-kit';
import type { Tables } from '../tables.ts';
import { visibleRegions } from '../visible-regions.ts';
import { findAnnotation, findSiteRegion, insertionOf, listAnnotationsOn } from './queries.ts';

export function annotationRoutes(app: ServiceApp<Tables>, knownSites: KnownSites): void {
  app.serve(recordAnnotation, async ({ tx, sendAlong, body, caller, clock, recordChange, setLocation }): Promise<Annotation> => {
    const { measure = null, siteId = null, from, to, text, source } = body;
    const region = await regionOf(tx, knownSites, body, caller);
    const recordedAt = clock.timestamp();
    // Ids that follow each other in time keep the index's newest page warm.
    const annotation = { annotationId: randomUUIDv7(), measure, region, siteId, from, to, text, source, recordedAt, actor: caller.client };
    sendAlong(insertionOf(annotation).compile(tx));
    recordChange({ type: 'volume-annotation.recorded', subject: annotation.annotationId, data: annotation });
    setLocation(`/v1/volumes/annotations/${annotation.annotationId}`);
    return annotation;
  });

  app.serve(listAnnotations, async ({ db, query, caller, page: pageOf }) => {
    for (const region of query.region ?? []) caller.mustCover(region);
    const page = pageOf();
    const [from, annotationId] = page.position?.after.map(String) ?? [];
    const found = await listAnnotationsOn(
      db,
      {
        measures: query.measure,
        regions: query.region,
        siteIds: query.siteId,
        qualities: query.quality,
        from: query.from,
        to: query.to,
        visible: visibleRegions(caller),
      },
      page.limit + 1,
      from !== undefined && annotationId !== undefined ? { from, annotationId } : undefined,
    );
    return page.end(found, (annotation) => [annotation.from, annotation.annotationId]);
  });

  app.serve(readAnnotation, async ({ db, params, caller }) => {
    const annotation = await findAnnotation(db, params.annotationId);
    if (!annotation) throw new Problem('not-found');
    // What concerns the whole country is open to all who may read.
    if (annotation.region !== null) caller.mustCover(annotation.region);
    return annotation;
  });
}

/**
 * The region of an annotation: that of its site, else the one that it names; null is the whole country.
 * @throws Problem outside-region, unknown-site, region-contradicts-site, measure-without-sites
 */
async function regionOf(tx: Queryable, knownSites: KnownSites, { measure, region, siteId, from }: NewAnnotation, caller: Caller): Promise<Region | null> {
  // A site lies in one region at most, so who may not write for the region that is named is refused before it is looked up.
  if (region !== undefined || siteId === undefined) caller.mustCover(region ?? null);
  if (siteId === undefined) return region ?? null;
  const siteRegion = await siteRegionOf(tx, knownSites, siteId, from);
  if (siteRegion === undefined) throw new Problem('unknown-site', { values: { siteId } });
  caller.mustCover(siteRegion);
  if (region !== undefined && region !== siteRegion)
    throw new Problem('region-contradicts-site', { values: { siteId, day: from, region: regionNames[siteRegion], code: siteRegion } });
  if (measure !== undefined && !measures[measure].hasSites) throw new Problem('measure-without-sites', { values: { measure: measures[measure].name } });
  return siteRegion;
}

/** A site that is not known here is asked of the register before it counts as unknown. */
async function siteRegionOf(tx: Queryable, knownSites: KnownSites, siteId: string, day: string): Promise<Region | undefined> {
  const known = await findSiteRegion(tx, siteId, day);
  if (known !== undefined) return known;
  await knownSites.fetchUnknown([siteId], tx);
  return findSiteRegion(tx, siteId, day);
}
