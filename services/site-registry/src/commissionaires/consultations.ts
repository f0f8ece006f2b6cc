import { randomUUID } from 'node:crypto';
import { changeConsultation, type Consultation, listConsultations, readConsultation, recordConsultation } from '@csn/contracts';
import { type Clock, heldOn as contentOn, Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { type RawBuilder, sql } from 'kysely';
import { axesOfPage, findHeld, listHeld, ofQuality } from '../reading.ts';
import { ownSource } from '../sites/timeline.ts';
import type { Tables } from '../tables.ts';
import { type ConsultationContent, consultationRegister, recordOf } from './registers.ts';
import { changeRecord, heldOn, mustHaveCome } from './writing.ts';

export function consultationRoutes(app: ServiceApp<Tables>): void {
  app.serve(listConsultations, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await axesOfPage(db, clock, page, query);
    const conditions: RawBuilder<unknown>[] = [ofQuality(query.quality)];
    if (query.committee) conditions.push(sql`committee = any(${query.committee}::text[])`);
    if (query.region) conditions.push(sql`region = any(${query.region}::text[])`);
    const { items, nextCursor } = page.end(
      await listHeld(consultationRegister, db, axes, conditions, page),
      (consultation) => [consultation.consultationId],
      axes,
    );
    return { items: items.map((held) => recordOf(consultationRegister, held)), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(readConsultation, async ({ db, params, query, clock, setRevision }) => {
    const axes = await readAxes(db, clock, query);
    const held = await findHeld(consultationRegister, db, params.consultationId, axes);
    setRevision(held.subjectRevision);
    return { ...recordOf(consultationRegister, held), asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(recordConsultation, async ({ tx, body, caller, clock, recordChange, setLocation, setRevision }) => {
    const { effectiveOn = clock.today(), reason = null, region = null, source = ownSource(caller.client, effectiveOn), ...rest } = body;
    caller.mustCover(region);
    const content: ConsultationContent = { ...rest, region, source };
    checkHeld(content, '/period/from', clock);
    const consultationId = randomUUID();
    const written = await consultationRegister.create(tx, consultationId, content, { effectiveOn, actor: caller.client, reason });
    if (!written) throw new Error('a random identifier was taken');
    recordChange({ type: 'commissionaire-consultation.recorded', subject: consultationId, reason, data: { consultationId, effectiveOn, ...content } });
    setLocation(`/v1/commissionaires/consultations/${consultationId}`);
    setRevision(written.revision);
    return { consultationId, ...content, effectiveOn, revision: written.revision, asOf: effectiveOn, knownAt: written.recordedAt };
  });

  app.serve(changeConsultation, async ({ tx, params: { consultationId }, body, caller, clock, mustMatch, recordChange, setRevision }) => {
    const subject = await consultationRegister.lock(tx, consultationId);
    const first = subject?.timeline[0];
    if (!subject || !first) throw new Problem('not-found');
    caller.mustCover(first.content.region);
    mustMatch(subject.revision);
    const { effectiveOn = clock.today(), reason, ...patch } = body;
    const before = contentOn(subject.timeline, effectiveOn) ?? first.content;
    checkHeld({ ...before, ...patch }, patch.period ? '/period/from' : '/state', clock);
    const written = await changeRecord(consultationRegister, tx, subject, patch, { effectiveOn, actor: caller.client, reason });
    const held = heldOn(written, effectiveOn);
    if (written.versions.length)
      recordChange({ type: 'commissionaire-consultation.changed', subject: consultationId, reason, data: { consultationId, effectiveOn, ...held.content } });
    setRevision(written.revision);
    return { consultationId, ...held.content, effectiveOn: held.effectiveOn, revision: written.revision, asOf: effectiveOn, knownAt: written.recordedAt };
  });
}

/** A consultation is held once its period has begun: how far into it may not be known. @throws Problem day-in-future */
function checkHeld(
  { state, period }: { state?: Consultation['state'] | undefined; period?: Consultation['period'] | undefined },
  pointer: string,
  clock: Clock,
): void {
  if (state === 'held' && period) mustHaveCome(period.from, pointer, clock);
}
