import { changeDisruption, createDisruption, listDisruptions, readDisruption } from '@csn/contracts';
import { Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { listHeld, shown } from '../registers/reading.ts';
import { changeData, changeRecord, recordAfter, sourceOfEntry } from '../registers/writing.ts';
import type { Tables } from '../tables.ts';
import { type DisruptionContent, disruptionRegister } from './registers.ts';

export function disruptionRoutes(app: ServiceApp<Tables>): void {
  app.serve(listDisruptions, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await readAxes(db, clock, page.position ?? query);
    const { items, nextCursor } = page.end(await listHeld(db, disruptionRegister, axes, page), (disruption) => [disruption.disruptionId], axes);
    return { items: items.map(shown), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(readDisruption, async ({ db, params, query, clock, setRevision }) => {
    const axes = await readAxes(db, clock, query);
    const held = await disruptionRegister.find(db, params.disruptionId, axes);
    if (!held) throw new Problem('not-found');
    setRevision(held.subjectRevision);
    return { ...shown(held), asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(createDisruption, async ({ tx, body, caller, clock, recordChange, setLocation, setRevision }) => {
    caller.mustCover(null);
    const { disruptionId, effectiveOn = clock.today(), reason = null, source = sourceOfEntry(caller, clock.today()), ...stated } = body;
    const written = await disruptionRegister.create(tx, disruptionId, { ...stated, source }, { effectiveOn, actor: caller.client, reason });
    if (!written) throw new Problem('duplicate-record', { values: { id: disruptionId }, at: { in: 'body', pointer: '/disruptionId' } });
    recordChange({ type: 'demand-disruption.created', subject: disruptionId, reason, data: changeData(disruptionRegister, disruptionId, written) });
    setLocation(`/v1/passport/demand/disruptions/${disruptionId}`);
    setRevision(written.revision);
    return recordAfter(disruptionRegister, disruptionId, written, effectiveOn);
  });

  app.serve(changeDisruption, async (request) => {
    const { effectiveOn, reason, source, ...patch } = request.body;
    const change = { effectiveOn, reason, source, patch: (held: DisruptionContent) => inOrder(held, patch) };
    return changeRecord(disruptionRegister, 'demand-disruption.changed', request.params.disruptionId, change, request);
  });
}

/** A first day may be entered in one change and the last in another: they are held against each other. @throws Problem dates-out-of-order */
function inOrder(
  held: DisruptionContent,
  patch: { readonly [Member in keyof DisruptionContent]?: DisruptionContent[Member] | undefined },
): Partial<DisruptionContent> {
  const { from, to } = { ...held, ...patch };
  if (from && to && from > to) {
    const pointer = patch.from === undefined ? '/to' : '/from';
    const detail = { en: 'the first day must not be later than the last', fr: 'le premier jour ne doit pas être postérieur au dernier' };
    throw new Problem('dates-out-of-order', { values: { from, to }, faults: [{ in: 'body', pointer, code: 'dates-out-of-order', detail }] });
  }
  return patch as Partial<DisruptionContent>;
}
