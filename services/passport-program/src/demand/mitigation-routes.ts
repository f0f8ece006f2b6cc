import { changeMitigation, listMitigations, readMitigation } from '@csn/contracts';
import { Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { listHeld, shown } from '../registers/reading.ts';
import { changeRecord } from '../registers/writing.ts';
import type { Tables } from '../tables.ts';
import { type MitigationContent, mitigationRegister } from './registers.ts';

export function mitigationRoutes(app: ServiceApp<Tables>): void {
  app.serve(listMitigations, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await readAxes(db, clock, page.position ?? query);
    const { items, nextCursor } = page.end(await listHeld(db, mitigationRegister, axes, page), (mitigation) => [mitigation.mitigationId], axes);
    return { items: items.map(shown), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(readMitigation, async ({ db, params, query, clock, setRevision }) => {
    const axes = await readAxes(db, clock, query);
    const held = await mitigationRegister.find(db, params.mitigationId, axes);
    if (!held) throw new Problem('not-found');
    setRevision(held.subjectRevision);
    return { ...shown(held), asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(changeMitigation, async (request) => {
    const { effectiveOn, reason, source, ...patch } = request.body;
    const change = { effectiveOn, reason, source, patch: () => patch as Partial<MitigationContent> };
    return changeRecord(mitigationRegister, 'demand-mitigation.changed', request.params.mitigationId, change, request);
  });
}
