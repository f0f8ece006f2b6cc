import { listRolloutRequirements, readRollout } from '@csn/contracts';
import { Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { findStatement, listStatements } from '../statements/queries.ts';
import type { Tables } from '../tables.ts';

export function rolloutRoutes(app: ServiceApp<Tables>): void {
  app.serve(readRollout, async ({ db, query, clock }) => {
    const axes = await readAxes(db, clock, query);
    const rollout = await findStatement(db, 'rollout', axes);
    if (!rollout) throw new Problem('not-found');
    return { asOf: axes.asOf, knownAt: axes.knownAt, ...rollout };
  });

  app.serve(listRolloutRequirements, async ({ db, query, clock, page: pageOf }) => {
    const page = pageOf();
    const axes = await readAxes(db, clock, page.position ?? query);
    const { items, nextCursor } = page.end(await listStatements(db, 'rollout-requirement', axes, page), ({ statementId }) => [statementId], axes);
    return { items: items.map(({ stated }) => stated), nextCursor, asOf: axes.asOf, knownAt: axes.knownAt };
  });
}
