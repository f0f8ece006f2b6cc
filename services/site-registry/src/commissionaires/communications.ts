import { randomUUID } from 'node:crypto';
import { changeCommunication, listCommunications, readCommunication, recordCommunication } from '@csn/contracts';
import { heldOn as contentOn, Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { axesOfPage, findHeld, listHeld, ofQuality } from '../reading.ts';
import { ownSource } from '../sites/timeline.ts';
import type { Tables } from '../tables.ts';
import { type CommunicationContent, communicationRegister, recordOf } from './registers.ts';
import { changeRecord, heldOn, mustHaveCome } from './writing.ts';

export function communicationRoutes(app: ServiceApp<Tables>): void {
  app.serve(listCommunications, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await axesOfPage(db, clock, page, query);
    const { items, nextCursor } = page.end(
      await listHeld(communicationRegister, db, axes, [ofQuality(query.quality)], page),
      (communication) => [communication.communicationId],
      axes,
    );
    return { items: items.map((held) => recordOf(communicationRegister, held)), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(readCommunication, async ({ db, params, query, clock, setRevision }) => {
    const axes = await readAxes(db, clock, query);
    const held = await findHeld(communicationRegister, db, params.communicationId, axes);
    setRevision(held.subjectRevision);
    return { ...recordOf(communicationRegister, held), asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(recordCommunication, async ({ tx, body, caller, clock, recordChange, setLocation, setRevision }) => {
    const { effectiveOn = clock.today(), reason = null, region = null, sentOn = null, source = ownSource(caller.client, effectiveOn), ...rest } = body;
    caller.mustCover(region);
    if (sentOn !== null) mustHaveCome(sentOn, '/sentOn', clock);
    const content: CommunicationContent = { ...rest, sentOn, region, source };
    const communicationId = randomUUID();
    const written = await communicationRegister.create(tx, communicationId, content, { effectiveOn, actor: caller.client, reason });
    if (!written) throw new Error('a random identifier was taken');
    recordChange({ type: 'commissionaire-communication.recorded', subject: communicationId, reason, data: { communicationId, effectiveOn, ...content } });
    setLocation(`/v1/commissionaires/communications/${communicationId}`);
    setRevision(written.revision);
    return { communicationId, ...content, effectiveOn, revision: written.revision, asOf: effectiveOn, knownAt: written.recordedAt };
  });

  app.serve(changeCommunication, async ({ tx, params: { communicationId }, body, caller, clock, mustMatch, recordChange, setRevision }) => {
    const subject = await communicationRegister.lock(tx, communicationId);
    const first = subject?.timeline[0];
    if (!subject || !first) throw new Problem('not-found');
    caller.mustCover(first.content.region);
    mustMatch(subject.revision);
    const { effectiveOn = clock.today(), reason, ...patch } = body;
    if (patch.sentOn) mustHaveCome(patch.sentOn, '/sentOn', clock);
    const held = contentOn(subject.timeline, effectiveOn);
    const state = patch.state ?? held?.state;
    // What is not sent has no day of sending.
    const written = await changeRecord(
      communicationRegister,
      tx,
      subject,
      { ...patch, ...(state !== 'sent' && { sentOn: null }) },
      { effectiveOn, actor: caller.client, reason },
    );
    const after = heldOn(written, effectiveOn);
    if (written.versions.length)
      recordChange({
        type: 'commissionaire-communication.changed',
        subject: communicationId,
        reason,
        data: { communicationId, effectiveOn, ...after.content },
      });
    setRevision(written.revision);
    return { communicationId, ...after.content, effectiveOn: after.effectiveOn, revision: written.revision, asOf: effectiveOn, knownAt: written.recordedAt };
  });
}
