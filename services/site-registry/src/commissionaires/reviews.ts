import { type CommissionaireReview, listCommissionaireReviews, readCommissionaireReview, recordCommissionaireReview, type Region } from '@csn/contracts';
import { type Held, readAxes, type ServiceApp } from '@csn/service-kit';
import { axesOfPage, findHeld, listHeld, ofQuality } from '../reading.ts';
import { ownSource } from '../sites/timeline.ts';
import type { Tables } from '../tables.ts';
import { recordOf, type ReviewContent, reviewRegister } from './registers.ts';
import { mustHaveCome, putRecord } from './writing.ts';

export function reviewRoutes(app: ServiceApp<Tables>): void {
  app.serve(listCommissionaireReviews, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await axesOfPage(db, clock, page, query);
    const { items, nextCursor } = page.end(await listHeld(reviewRegister, db, axes, [ofQuality(query.quality)], page), (review) => [review.region], axes);
    return { items: items.map(reviewOf), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(readCommissionaireReview, async ({ db, params, query, clock, setRevision }) => {
    const axes = await readAxes(db, clock, query);
    const held = await findHeld(reviewRegister, db, params.region, axes);
    setRevision(held.subjectRevision);
    return { ...reviewOf(held), asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(recordCommissionaireReview, async ({ tx, params: { region }, body, caller, clock, mustMatch, recordChange, setRevision }) => {
    caller.mustCover(region);
    const { effectiveOn = clock.today(), reason, completedOn = null, followingUpdate = null, note = null, state } = body;
    const content: ReviewContent = { state, completedOn, followingUpdate, note, source: ownSource(caller.client, effectiveOn) };
    if (completedOn !== null) mustHaveCome(completedOn, '/completedOn', clock);
    const written = await putRecord(reviewRegister, tx, region, content, { effectiveOn, actor: caller.client, reason }, mustMatch);
    if (written.versions.length) recordChange({ type: 'commissionaire-review.recorded', subject: region, reason, data: { region, effectiveOn, ...content } });
    setRevision(written.revision);
    return { region, ...written.content, effectiveOn: written.effectiveOn, revision: written.revision, asOf: effectiveOn, knownAt: written.recordedAt };
  });
}

function reviewOf(held: Held<'region', ReviewContent>): CommissionaireReview {
  // The database lets in regions only.
  return { ...recordOf(reviewRegister, held), region: held.region as Region };
}
