import { fill, type Language, measureIds, type Note, readCompleteness, type Text } from '@csn/contracts';
import type { ServiceApp } from '@csn/service-kit';
import { annotationsOn } from '../annotations/annotations-on.ts';
import { ensureHolidays } from '../holidays/holidays.ts';
import { periodOf, planForCounts, readAt } from '../reading.ts';
import type { Tables } from '../tables.ts';
import { findTotalled } from '../totals/totalled.ts';
import { visibleRegions } from '../visible-regions.ts';
import { listCompleteness } from './queries.ts';

const withoutHours: Text = {
  en: 'For {count} {count:site|sites} the register gives no hours on some of these days: {count:it is|they are} expected to serve from Monday to Friday, and not on holidays.',
  fr: 'Pour {count} {count:site|sites}, le registre ne donne pas d’heures pour certains de ces jours : {count:il est présumé|ils sont présumés} servir du lundi au vendredi, et non les jours fériés.',
};

export function completenessRoutes(app: ServiceApp<Tables>): void {
  app.serve(readCompleteness, async ({ db, query, caller, clock, language, page: pageOf }) => {
    for (const region of query.region ?? []) caller.mustCover(region);
    const page = pageOf();
    const period = periodOf(query);
    await ensureHolidays(db, period);

    return readAt({ db, clock, page, knownAt: query.knownAt }, async ({ snapshot, known, today, axes }) => {
      await planForCounts(snapshot);
      const asked = [...new Set(query.measure ?? measureIds)];
      const scope = {
        measures: asked,
        regions: query.region,
        siteIds: query.siteId,
        siteKinds: undefined,
        qualities: query.quality,
        visible: visibleRegions(caller),
        known,
        totalled: await findTotalled(snapshot, known, asked),
        today,
      };
      const [measure, siteId] = page.position?.after.map(String) ?? [];
      const after = measure === undefined || siteId === undefined ? undefined : { measure, siteId };
      const days = { from: period.from, to: period.to < today ? period.to : today };
      const { rows: found, totals } = await listCompleteness(snapshot, scope, days, { after, limit: page.limit });
      const { items: rows, nextCursor } = page.end(found, (row) => [row.measure, row.siteId ?? ''], axes);
      const { annotations, notes } = await annotationsOn(snapshot, { ...scope, ...period }, language);
      const { sitesWithoutHours, ...shown } = totals;
      return {
        asOf: today,
        knownAt: known.knownAt,
        period,
        totals: shown,
        rows,
        nextCursor,
        annotations,
        notes: [...notes, ...hoursNote(sitesWithoutHours, language)],
      };
    });
  });
}

function hoursNote(count: number, language: Language): Note[] {
  return count ? [{ code: 'hours-not-known', text: fill(withoutHours, { count })[language] }] : [];
}
