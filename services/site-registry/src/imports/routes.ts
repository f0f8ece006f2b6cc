import { randomUUID } from 'node:crypto';
import { type ImportReport, importSites, listImportedRows, readImport } from '@csn/contracts';
import { Problem, type ServiceApp, type Tx } from '@csn/service-kit';
import { sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { applyRows } from './apply.ts';
import { asFaults, Findings, inLanguage } from './findings.ts';
import { findImport, findMissing, insertImport, listRows } from './queries.ts';
import { stageRows } from './stage.ts';

export function importRoutes(app: ServiceApp<Tables>, settings: { proximityKm: number }): void {
  app.serve(
    importSites,
    async ({ tx, lines, lineType, copyInto, query, caller, clock, language, insertChanges, setLocation, setStatus }): Promise<ImportReport> => {
      if (!lines || !copyInto) throw new Error('an import comes as lines');
      const { document, sourceAsOf = clock.today(), quality = 'measured', onError, dryRun } = query;
      const source = document === undefined ? undefined : { document, asOf: sourceAsOf, quality };
      const importId = randomUUID();
      const findings = new Findings();
      await stageRows(tx, findings, { lines, copyInto, isCsv: lineType === 'csv' });

      // What a dry run would do is done, told and taken back.
      await sql`savepoint before_import`.execute(tx);
      const context = { caller, clock, source, reason: query.reason ?? `Import ${importId}`, limitKm: settings.proximityKm };
      const recordedAt = await applyRows(tx, { importId, context, findings, insertChanges });
      if (!findings.received) throw new Problem('empty-import');
      const errors = findings.errors;
      const counts = { received: findings.received, ...findings.counts, rejected: findings.rejected };
      if (onError === 'reject') {
        for (const region of findings.outside) caller.mustCover(region);
        if (findings.rejected) throw new Problem('import-rejected', { values: counts, faults: asFaults(errors), members: counts });
      }
      const region = caller.region === 'national' ? null : (caller.region ?? null);
      const { count: missing, siteIds: missingSites } = await findMissing(tx, clock.today(), region);
      const report = { source: source ?? null, ...counts, missing, missingSites };
      if (dryRun) {
        await takeBack(tx);
        setStatus(200);
        return { importId: null, recordedAt: null, ...report, errors: inLanguage(errors, language) };
      }
      await insertImport(tx, { importId, recordedAt, actor: caller.client, region, ...report, errors });
      setLocation(`/v1/sites/imports/${importId}`);
      return { importId, recordedAt, ...report, errors: inLanguage(errors, language) };
    },
  );

  // The register is open to all who read, and so is what was imported into it.
  app.serve(readImport, async ({ db, params, language }): Promise<ImportReport> => {
    const found = await findImport(db, params.importId);
    if (!found) throw new Problem('not-found');
    return { ...found, errors: inLanguage(found.errors, language) };
  });

  app.serve(listImportedRows, async ({ db, params, query, page: pageOf }) => {
    const page = pageOf();
    if (!(await findImport(db, params.importId))) throw new Problem('not-found');
    return page.end(await listRows(db, params.importId, query.outcome, page), (row) => [row.line]);
  });
}

async function takeBack(tx: Tx<Tables>): Promise<void> {
  await sql`rollback to savepoint before_import`.execute(tx);
}
