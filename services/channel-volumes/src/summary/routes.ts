import { type Measure, measureIds, measures, type QueryOf, summarizeVolumes, units, type VolumeRow } from '@csn/contracts';
import { Problem, type ServiceApp } from '@csn/service-kit';
import { annotationsOn } from '../annotations/annotations-on.ts';
import { ensureHolidays } from '../holidays/holidays.ts';
import { periodOf, planForCounts, readAt } from '../reading.ts';
import type { Tables } from '../tables.ts';
import { findTotalled } from '../totals/totalled.ts';
import { visibleRegions } from '../visible-regions.ts';
import { changesOf } from './compare.ts';
import { exact } from './exact.ts';
import { notesOn } from './notes.ts';
import { readsCounts } from './cells.ts';
import { listOtherSources } from './other-sources.ts';
import { type Figure, findWorkingDays, listFigures, listStatedNotes, type Question, sortKeys } from './queries.ts';
import { shiftBack, shiftOf } from './shift.ts';
import { timeKeysOf, timeLabels, windowsOf } from './windows.ts';

type Query = QueryOf<typeof summarizeVolumes>;

export function summaryRoutes(app: ServiceApp<Tables>): void {
  app.serve(summarizeVolumes, async ({ db, query, caller, clock, language, page: pageOf }) => {
    for (const region of query.region ?? []) caller.mustCover(region);
    const page = pageOf();
    const period = periodOf(query);
    const groupBy = [...new Set(query.groupBy)];
    const chosen = chosenMeasures(query);
    const regions = query.region && [...new Set(query.region)];
    const visible = visibleRegions(caller);
    const timeKeys = timeKeysOf(groupBy);
    const compared = query.compareTo && { comparison: query.compareTo, isFiscalYear: query.fiscalYear !== undefined };
    const earlier = compared && shiftBack(period, shiftOf(compared.comparison, period, timeKeys, compared.isFiscalYear));
    const days = { from: earlier && earlier.from > '0001' ? earlier.from : period.from, to: period.to < clock.today() ? period.to : clock.today() };
    await ensureHolidays(db, days);

    return readAt({ db, clock, page, knownAt: query.knownAt }, async ({ snapshot, known, today, axes }) => {
      const totalled = await findTotalled(snapshot, known, chosen);
      const { siteId: siteIds, siteKind: siteKinds, quality: qualities } = query;
      const question: Question = {
        measures: chosen,
        regions,
        siteIds,
        siteKinds,
        qualities,
        visible,
        known,
        totalled,
        today,
        groupBy,
        workingDays: await findWorkingDays(snapshot, days),
      };
      const windows = windowsOf(period, timeKeys, today);
      if (readsCounts(question, windows, { bySite: groupBy.includes('site') })) await planForCounts(snapshot);
      const figures = await listFigures(snapshot, question, windows, { after: page.position?.after, limit: page.limit });
      const { items, nextCursor } = page.end(figures, (figure) => sortKeys(groupBy, figure), axes);
      const changes = compared && items.length ? await changesOf(snapshot, question, { windows, ...compared }, items) : undefined;
      const reported = items.filter(({ isReported }) => isReported).map(({ idx }) => windows[idx - 1]!);
      const stated = [...(await listStatedNotes(snapshot, reported)), ...(await listOtherSources(snapshot, reported, question))];
      const isOwnRegionOnly = visible !== undefined && regions === undefined && !groupBy.includes('region');
      const about = { stated, question, isOwnRegionOnly, language };
      const rows = items.map((figure, index): VolumeRow => {
        const window = windows[figure.idx - 1]!;
        const change = changes?.[index];
        return {
          ...keysOf(figure, question),
          ...timeLabels(window, timeKeys),
          ...figuresOf(figure, window.days),
          ...(change && { change }),
          source: figure.source,
          notes: notesOn(figure, window, about),
        };
      });
      return { asOf: today, knownAt: known.knownAt, period, rows, nextCursor, ...(await annotationsOn(snapshot, { ...question, ...period }, language)) };
    });
  });
}

/** @throws Problem not-additive */
function chosenMeasures(query: Query): Measure[] {
  const named = [...new Set(query.measure ?? measureIds)];
  // Only measures that are counted by site have anything to say of sites.
  const chosen = query.siteId || query.siteKind ? named.filter((measure) => measures[measure].hasSites) : named;
  const found = new Set(chosen.map((measure) => measures[measure].unit));
  if (found.size > 1 && !query.groupBy?.includes('measure')) throw new Problem('not-additive', { values: { units: [...found].map((unit) => units[unit]) } });
  return chosen;
}

function keysOf(figure: Figure, { groupBy, measures: chosen }: Question) {
  const measure = figure.measure ?? (chosen.length === 1 ? chosen[0]! : null);
  return {
    measure,
    unit: measures[measure ?? chosen[0]!].unit,
    ...(groupBy.includes('region') && { region: figure.region }),
    ...(groupBy.includes('province') && { province: figure.province }),
    ...(groupBy.includes('site-kind') && { siteKind: figure.siteKind }),
    ...(groupBy.includes('site') && { siteId: figure.siteId }),
  };
}

function figuresOf(figure: Figure, days: number) {
  return {
    value: exact(figure.value),
    basis: figure.isReported ? ('reported' as const) : ('observed' as const),
    reported: figure.reported === null ? null : exact(figure.reported),
    observed: figure.observed === null ? null : exact(figure.observed),
    days,
    perDay: Number(figure.value) / days,
    complete: figure.complete,
  };
}
