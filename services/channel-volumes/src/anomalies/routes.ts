import { listAnomalies, measureIds, type VolumeAnomaly } from '@csn/contracts';
import type { ServiceApp } from '@csn/service-kit';
import { annotationsOn } from '../annotations/annotations-on.ts';
import { ensureHolidays } from '../holidays/holidays.ts';
import { periodOf, planForCounts, readAt } from '../reading.ts';
import type { Tables } from '../tables.ts';
import { visibleRegions } from '../visible-regions.ts';
import { explain, scoreOf } from './explain.ts';
import { expectedRange, referencePeriod } from './method.ts';
import { listOutliers } from './queries.ts';

export function anomalyRoutes(app: ServiceApp<Tables>): void {
  app.serve(listAnomalies, async ({ db, query, caller, clock, language, page: pageOf }) => {
    for (const region of query.region ?? []) caller.mustCover(region);
    const page = pageOf();
    const period = periodOf(query);
    await ensureHolidays(db, referencePeriod(period));

    return readAt({ db, clock, page, knownAt: query.knownAt }, async ({ snapshot, known, today, axes }) => {
      await planForCounts(snapshot);
      const scope = {
        measures: [...new Set(query.measure ?? measureIds)],
        regions: query.region,
        siteIds: query.siteId,
        siteKinds: undefined,
        qualities: query.quality,
        visible: visibleRegions(caller),
        known,
        today,
      };
      const [day, measure, siteId] = page.position?.after.map(String) ?? [];
      const after = day === undefined || measure === undefined || siteId === undefined ? undefined : { day, measure, siteId };
      const found = await listOutliers(snapshot, scope, period, { after, limit: page.limit });
      const { items, nextCursor } = page.end(found, (outlier) => [outlier.day, outlier.measure, outlier.siteId ?? ''], axes);
      const anomalies = items.map((outlier): VolumeAnomaly => {
        const { measure: itsMeasure, siteId: itsSite, region, day: itsDay, value, source } = outlier;
        const expected = expectedRange(outlier, outlier.holiday !== null);
        return {
          measure: itsMeasure,
          siteId: itsSite,
          region,
          day: itsDay,
          value,
          expected,
          score: scoreOf(outlier),
          explanation: explain(outlier, language),
          source,
        };
      });
      return {
        asOf: today,
        knownAt: known.knownAt,
        period,
        items: anomalies,
        nextCursor,
        ...(await annotationsOn(snapshot, { ...scope, ...period }, language)),
      };
    });
  });
}
