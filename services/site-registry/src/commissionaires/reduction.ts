import { changeReductionPlan, readCommissionaireSummary, readReductionPlan, regionCodes, type ReductionPlan } from '@csn/contracts';
import { readAxes, type Read, type ServiceApp } from '@csn/service-kit';
import { findHeld } from '../reading.ts';
import { ownSource } from '../sites/timeline.ts';
import type { Tables } from '../tables.ts';
import { sumPosts } from './posts-queries.ts';
import { nationalPlan, type PlanContent, planRegister } from './registers.ts';
import { countReviewsDone } from './reviews-queries.ts';
import { notesOn, planOfQuality, summarize } from './summary.ts';
import { putRecord } from './writing.ts';

export function reductionRoutes(app: ServiceApp<Tables>): void {
  app.serve(readCommissionaireSummary, async ({ db, query, clock, language }) => {
    const axes = await readAxes(db, clock, query);
    const plan = planOfQuality(await planRegister.find(db, nationalPlan, axes), query.quality);
    const regions = await sumPosts(db, axes, { dueOn: plan?.dueOn ?? null, referenceOn: plan?.reference?.on ?? null, qualities: query.quality });
    const reviews = { done: await countReviewsDone(db, axes, query.quality), of: regionCodes.length };
    return {
      asOf: axes.asOf,
      knownAt: axes.knownAt,
      ...summarize({ asOf: axes.asOf, today: clock.today(), qualities: query.quality }, plan, regions, language),
      reviews,
      notes: notesOn(regions, language),
    };
  });

  app.serve(readReductionPlan, async ({ db, query, clock, setRevision }) => {
    const axes = await readAxes(db, clock, query);
    const held = await findHeld(planRegister, db, nationalPlan, axes);
    setRevision(held.subjectRevision);
    return { ...planOf(held), asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(changeReductionPlan, async ({ tx, body, caller, clock, mustMatch, recordChange, setRevision }) => {
    caller.mustCover(null);
    const { effectiveOn = clock.today(), reason, reference, ...plan } = body;
    const source = ownSource(caller.client, effectiveOn);
    const content: PlanContent = { ...plan, reference: reference === null ? null : { on: reference, source }, source };
    const written = await putRecord(planRegister, tx, nationalPlan, content, { effectiveOn, actor: caller.client, reason }, mustMatch);
    if (written.versions.length) recordChange({ type: 'commissionaire-plan.set', subject: nationalPlan, reason, data: { effectiveOn, ...content } });
    setRevision(written.revision);
    return { ...written.content, effectiveOn: written.effectiveOn, revision: written.revision, asOf: effectiveOn, knownAt: written.recordedAt };
  });
}

function planOf({
  dueOn,
  targetLevel,
  implementation,
  reducedReasons,
  reference,
  measures,
  source,
  effectiveOn,
  revision,
}: Read<'planId', PlanContent>): ReductionPlan {
  return { dueOn, targetLevel, implementation, reducedReasons, reference, measures, source, effectiveOn, revision };
}
