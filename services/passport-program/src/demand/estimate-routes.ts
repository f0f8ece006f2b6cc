import { changeDemandEstimate, type DemandEstimate, listDemandEstimates, readDemandEstimate, readDemandGap } from '@csn/contracts';
import { Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { findLatest, listHeld, shown, type Shown } from '../registers/reading.ts';
import { recordAfter, putEntry } from '../registers/writing.ts';
import type { Tables } from '../tables.ts';
import { gapOf, outstandingOf } from './gap.ts';
import { type EstimateContent, estimateRegister } from './registers.ts';

export function estimateRoutes(app: ServiceApp<Tables>): void {
  app.serve(readDemandGap, async ({ db, query, clock, language }) => {
    const axes = await readAxes(db, clock, query);
    const estimate = await findLatest(db, estimateRegister, axes);
    return gapOf(axes, estimate && estimateIn(shown(estimate)), language);
  });

  app.serve(listDemandEstimates, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await readAxes(db, clock, page.position ?? query);
    const { items, nextCursor } = page.end(await listHeld(db, estimateRegister, axes, page), (estimate) => [estimate.estimatedOn], axes);
    return { items: items.map((estimate) => estimateIn(shown(estimate))), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(readDemandEstimate, async ({ db, params, query, clock, setRevision }) => {
    const axes = await readAxes(db, clock, { asOf: params.estimatedOn, knownAt: query.knownAt });
    const held = await estimateRegister.find(db, params.estimatedOn, axes);
    if (!held) throw new Problem('not-found');
    setRevision(held.subjectRevision);
    return { ...estimateIn(shown(held)), asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(changeDemandEstimate, async (request) => {
    const { estimatedOn } = request.params;
    const { reason, ...figures } = request.body;
    const content = (): EstimateContent => ({ ...figures, outstanding: outstandingOf(figures) });
    const written = await putEntry(estimateRegister, 'demand-estimate.entered', estimatedOn, { effectiveOn: estimatedOn, reason, content }, request);
    const { asOf, knownAt, ...record } = recordAfter(estimateRegister, estimatedOn, written, estimatedOn);
    return { ...estimateIn(record), asOf, knownAt };
  });
}

function estimateIn(record: Shown<'estimatedOn', EstimateContent>): DemandEstimate {
  const { effectiveOn: _effectiveOn, revision: _revision, ...estimate } = record;
  return estimate;
}
