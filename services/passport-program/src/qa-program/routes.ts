import { readQaProgram } from '@csn/contracts';
import { Problem, readAxes, type ServiceApp } from '@csn/service-kit';
import { findStatement } from '../statements/queries.ts';
import type { Tables } from '../tables.ts';

export function qaProgramRoutes(app: ServiceApp<Tables>): void {
  app.serve(readQaProgram, async ({ db, query, clock }) => {
    const axes = await readAxes(db, clock, query);
    const program = await findStatement(db, 'qa-program', axes);
    if (!program) throw new Problem('not-found');
    return { asOf: axes.asOf, knownAt: axes.knownAt, ...program };
  });
}
