import { changeQaIntegration, listQaIntegrations, readQaIntegration } from '@csn/contracts';
import { Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { listHeld, shown } from '../registers/reading.ts';
import { changeRecord } from '../registers/writing.ts';
import type { Tables } from '../tables.ts';
import { integrationRegister } from './register.ts';

export function integrationRoutes(app: ServiceApp<Tables>): void {
  app.serve(listQaIntegrations, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await readAxes(db, clock, page.position ?? query);
    const { items, nextCursor } = page.end(await listHeld(db, integrationRegister, axes, page), (integration) => [integration.system], axes);
    return { items: items.map(shown), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(readQaIntegration, async ({ db, params, query, clock, setRevision }) => {
    const axes = await readAxes(db, clock, query);
    const held = await integrationRegister.find(db, params.system, axes);
    if (!held) throw new Problem('not-found');
    setRevision(held.subjectRevision);
    return { ...shown(held), asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(changeQaIntegration, async (request) => {
    const { state, testingPlanned, effectiveOn, reason, source } = request.body;
    const change = { effectiveOn, reason, source, patch: () => ({ state, testingPlanned }) };
    return changeRecord(integrationRegister, 'qa-integration.changed', request.params.system, change, request);
  });
}
