import { randomUUID } from 'node:crypto';
import { listBatchEntries, readBatch, type Receipt, recordBatch } from '@csn/contracts';
import { type KnownSites, Problem, type ServiceApp, violatedConstraint } from '@csn/service-kit';
import type { Tables } from '../tables.ts';
import type { Findings } from './check-entries.ts';
import { type Intake, intakeOfBody, intakeOfLines, sourceOf } from './intake.ts';
import { asFaults, inLanguage } from './line-errors.ts';
import { findProgress } from './progress.ts';
import { type Counts, findBatch, insertBatch, listRevisions, previewBatch } from './queries.ts';

export function batchRoutes(app: ServiceApp<Tables>, knownSites: KnownSites): void {
  app.serve(recordBatch, async (request): Promise<Receipt> => {
    const { tx, query, caller, language, recordChange, setLocation, setStatus } = request;
    const head = {
      batchId: query.batchId ?? randomUUID(),
      actor: caller.client,
      region: caller.region === 'national' ? null : (caller.region ?? null),
      source: sourceOf(request),
      override: query.override ?? null,
    };
    using intake = request.lines ? await intakeOfLines(app.options.database.db, knownSites, head, request) : await intakeOfBody(knownSites, request);
    const { findings, staged } = intake;
    if (!staged.count && !findings.rejected) throw new Problem('empty-batch');

    if (query.onError === 'reject') {
      for (const region of findings.outside) caller.mustCover(region);
      if (findings.rejected) throw batchRejected(findings, await countsOf(intake, previewBatch(tx, staged)));
    }
    const told = { source: head.source, override: head.override, errors: inLanguage(findings.errors, language) };
    if (query.dryRun) {
      setStatus(200);
      return { batchId: null, state: 'dry-run', recordedAt: null, ...told, ...(await countsOf(intake, previewBatch(tx, staged))) };
    }

    const { recordedAt, ...counts } = await insertBatch(tx, { ...head, errors: findings.errors, rejected: findings.rejected }, staged).catch(
      (error: unknown) => {
        const constraint = violatedConstraint(error);
        if (constraint === 'batch_batch_id_key') throw new Problem('batch-exists', { values: head });
        // See Cells: of the very many periods of one batch some came twice.
        if (constraint?.startsWith('entry_')) throw new Problem('batch-rejected', { values: { received: staged.count, rejected: 1 }, cause: error });
        throw error;
      },
    );
    await intake.recorded(tx);
    const { batchId, source, override } = head;
    if (counts.accepted || counts.revised)
      recordChange({ type: 'volume-batch.recorded', subject: batchId, reason: override, data: { batchId, source, ...counts } });
    setLocation(`/v1/volumes/batches/${batchId}`);
    return { batchId, state: 'recorded', recordedAt, ...told, ...counts };
  });

  app.serve(readBatch, async ({ db, params, caller, language }): Promise<Receipt> => {
    const batch = await findBatch(db, params.batchId);
    const found = batch ?? (await findProgress(db, params.batchId));
    if (!found) throw new Problem('not-found');
    caller.mustCover(found.region);
    const { batchId, source, override, received, rejected } = found;
    const told = { batchId, source, override, received, rejected, errors: inLanguage(found.errors, language) };
    return 'state' in found
      ? { ...told, state: found.state, recordedAt: null, accepted: null, revised: null, unchanged: null }
      : { ...told, state: 'recorded', recordedAt: found.recordedAt, accepted: found.accepted, revised: found.revised, unchanged: found.unchanged };
  });

  app.serve(listBatchEntries, async ({ db, params, caller, page: pageOf }) => {
    const page = pageOf();
    const batch = await findBatch(db, params.batchId);
    if (!batch) throw new Problem('not-found');
    caller.mustCover(batch.region);
    return page.end(await listRevisions(db, batch.number, page), ({ measure, siteId, region, from, to }) => [measure, siteId ?? '', region ?? '', from, to]);
  });
}

async function countsOf({ findings, staged }: Intake, preview: ReturnType<typeof previewBatch>): Promise<Counts> {
  return { received: staged.count + findings.rejected, ...(await preview), rejected: findings.rejected };
}

/** The counts say what the good entries would do without the others. */
function batchRejected(findings: Findings, counts: Counts): Problem {
  return new Problem('batch-rejected', {
    values: { received: counts.received, rejected: counts.rejected },
    faults: asFaults(findings.errors),
    members: { ...counts },
  });
}
