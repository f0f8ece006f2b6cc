import { type Language, measureIds, measures, type Note, reconcileVolumes, type ReconciliationRow, type Text } from '@csn/contracts';
import type { ServiceApp } from '@csn/service-kit';
import { annotationsOn } from '../annotations/annotations-on.ts';
import { periodOf, planForCounts, readAt } from '../reading.ts';
import { exact } from '../summary/exact.ts';
import { listOtherSources } from '../summary/other-sources.ts';
import { listStatedNotes, type StatedNote } from '../summary/queries.ts';
import { windowOf } from '../summary/windows.ts';
import type { Tables } from '../tables.ts';
import { findTotalled } from '../totals/totalled.ts';
import { visibleRegions } from '../visible-regions.ts';
import { type Comparison, compareTotals } from './queries.ts';

const hidden: Text = {
  en: 'The observed counts of the whole country are not shown to a caller of a region.',
  fr: 'Les nombres observés de tout le pays ne sont pas montrés à un appelant régional.',
};

export function reconciliationRoutes(app: ServiceApp<Tables>): void {
  app.serve(reconcileVolumes, async ({ db, query, caller, clock, language, page: pageOf }) => {
    for (const region of query.region ?? []) caller.mustCover(region);
    const page = pageOf();
    const period = periodOf(query);
    const chosen = [...new Set(query.measure ?? measureIds)];
    const visible = visibleRegions(caller);

    return readAt({ db, clock, page, knownAt: query.knownAt }, async ({ snapshot, known, today, axes }) => {
      await planForCounts(snapshot);
      const totalled = await findTotalled(snapshot, known, chosen);
      const scope = {
        measures: chosen,
        regions: query.region,
        siteIds: undefined,
        siteKinds: undefined,
        qualities: query.quality,
        visible,
        known,
        totalled,
        today,
      };
      const compared = (await compareTotals(snapshot, scope, period)).map((one) =>
        visible && one.region === null ? { ...one, isHidden: true, observed: null, daysWithData: null } : { ...one, isHidden: false },
      );
      // A row that is shown because it differs would tell of counts that the caller may not see.
      const wanted = query.all ? compared : compared.filter(({ observed, reported }) => observed !== null && observed !== reported);
      const after = page.position?.after.map(String).join(' ');
      const { items, nextCursor } = page.end(
        after === undefined ? wanted : wanted.slice(wanted.findIndex((one) => keysOf(one).join(' ') === after) + 1),
        keysOf,
        axes,
      );
      const stated = [...(await listStatedNotes(snapshot, items)), ...(await listOtherSources(snapshot, items, scope))];
      const rows = items.map((one) =>
        rowOf(one, today, [...notesOn(one, stated, language), ...(one.isHidden ? [{ code: 'observed-not-shown', text: hidden[language] }] : [])]),
      );
      return { asOf: today, knownAt: known.knownAt, period, rows, nextCursor, ...(await annotationsOn(snapshot, { ...scope, ...period }, language)) };
    });
  });
}

/** Later pages belong to the same reading, so the last row of a page is there again. */
function keysOf({ measure, region, from, to }: Comparison): string[] {
  return [measure, region ?? '', from, to];
}

function rowOf({ measure, region, from, to, reported, observed, daysWithData, source }: Comparison, today: string, notes: Note[]): ReconciliationRow {
  const { days } = windowOf(from, to, today);
  return {
    measure,
    unit: measures[measure].unit,
    region,
    from,
    to,
    reported: exact(reported),
    observed: observed === null ? null : exact(observed),
    difference: observed === null ? null : exact(BigInt(reported) - BigInt(observed)),
    days,
    daysWithData,
    complete: daysWithData === days,
    source,
    notes,
  };
}

function notesOn({ measure, region, from, to }: Comparison, stated: readonly StatedNote[], language: Language): Note[] {
  return stated
    .filter((note) => note.measure === measure && note.region === (region ?? '') && note.fromOn === from && note.toOn === to)
    .map(({ code, text }) => ({ code, text: text[language] }));
}
