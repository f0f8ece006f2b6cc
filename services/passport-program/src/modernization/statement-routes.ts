import { listPilotIncidents, listPilotWaves, readPilotDecision, type Text } from '@csn/contracts';
import { Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { findStatement, listStatements } from '../statements/queries.ts';
import type { Tables } from '../tables.ts';

const noCriteria: Text = { en: 'No document states the criteria of the decision.', fr: 'Aucun document n’énonce les critères de la décision.' };

/** What documents state of the pilot in words: incidents, waves, the decision. */
export function pilotStatementRoutes(app: ServiceApp<Tables>): void {
  app.serve(listPilotIncidents, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await readAxes(db, clock, page.position ?? query);
    const { items, nextCursor } = page.end(await listStatements(db, 'pilot-incident', axes, page), ({ statementId }) => [statementId], axes);
    return { items: items.map(({ stated }) => stated), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(listPilotWaves, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await readAxes(db, clock, page.position ?? query);
    const { items, nextCursor } = page.end(await listStatements(db, 'pilot-wave', axes, page), ({ statementId }) => [statementId], axes);
    return { items: items.map(({ stated }) => stated), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });

  app.serve(readPilotDecision, async ({ db, query, clock, language }) => {
    const axes = await readAxes(db, clock, query);
    const decision = await findStatement(db, 'pilot-decision', axes);
    if (!decision) throw new Problem('not-found');
    const notes = decision.criteria.length ? [] : [{ code: 'criteria-not-stated', text: noCriteria[language] }];
    return { asOf: axes.asOf, knownAt: axes.knownAt, ...decision, notes };
  });
}
