import { randomUUID } from 'node:crypto';
import { listBatchEntries, readBatch, type Receipt, recordBatch } from '@csn/contracts';
import { type KnownSites, Problem, type ServiceApp } from '@csn/service-kit';
import type { Tables } from '../tables.ts';
import { type Checked, checkEntries } from './check-entries.ts';
import { findEntrySites } from './entry-sites.ts';
import { asFaults, inLanguage } from './line-errors.ts';
import { withNumbersAsWritten } from './numbers-as-written.ts';
import { type Counts, findBatch, insertBatch, listRevisions, previewBatch, stagedFrom } from './queries.ts';

export function batchRoutes(app: ServiceApp<Tables>, knownSites: KnownSites): void {
  app.serve(recordBatch, async ({ tx, body, rawBody, query, caller, clock, language, recordChange, setLocation, setStatus }): Promise<Receipt> => {
    const { source, entries } = withNumbersAsWritten(body, rawBody);
    if (!entries.length) throw new Problem('empty-batch');
    const sites = await findEntrySites(tx, knownSites, entries);
    const checked = checkEntries(entries, { sites, today: (timeZone) => clock.today(timeZone), covers: (region) => caller.covers(region) });
    const staged = stagedFrom(checked.good);

    if (query.onError === 'reject') {
      for (const region of checked.outside) caller.mustCover(region);
      if (checked.rejected) throw batchRejected(checked, await countsOf(checked, previewBatch(tx, staged)));
    }
    const errors = inLanguage(checked.errors, language);
    if (query.dryRun) {
      setStatus(200);
      return { batchId: null, recordedAt: null, source, ...(await countsOf(checked, previewBatch(tx, staged))), errors };
    }

    const batchId = randomUUID();
    const region = caller.region === 'national' ? null : (caller.region ?? null);
    const { recordedAt, ...counts } = await insertBatch(
      tx,
      { batchId, actor: caller.client, region, source, errors: checked.errors, rejected: checked.rejected },
      staged,
      checked.good.length,
    );
    if (counts.accepted || counts.revised) recordChange({ type: 'volume-batch.recorded', subject: batchId, data: { batchId, source, ...counts } });
    setLocation(`/v1/volumes/batches/${batchId}`);
    return { batchId, recordedAt, source, ...counts, errors };
  });

  app.serve(readBatch, async ({ db, params, caller, language }): Promise<Receipt> => {
    const batch = await findBatch(db, params.batchId);
    if (!batch) throw new Problem('not-found');
    caller.mustCover(batch.region);
    const { number: _number, region: _region, errors, ...receipt } = batch;
    return { ...receipt, errors: inLanguage(errors, language) };
  });

  app.serve(listBatchEntries, async ({ db, params, caller, page: pageOf }) => {
    const page = pageOf();
    const batch = await findBatch(db, params.batchId);
    if (!batch) throw new Problem('not-found');
    caller.mustCover(batch.region);
    return page.end(await listRevisions(db, batch.number, page), ({ measure, siteId, region, from, to }) => [measure, siteId ?? '', region ?? '', from, to]);
  });
}

async function countsOf({ good, rejected }: Checked, preview: ReturnType<typeof previewBatch>): Promise<Counts> {
  return { received: good.length + rejected, ...(await preview), rejected };
}

/** The counts say what the good entries would do without the others. */
function batchRejected(checked: Checked, counts: Counts): Problem {
  return new Problem('batch-rejected', {
    values: { received: counts.received, rejected: counts.rejected },
    faults: asFaults(checked.errors),
    members: { ...counts },
  });
}
