import { Day, fiscalQuarterPeriod, ReactivationSummary } from '@csn/contracts';
import { takeRecordedAt, type Tx } from '@csn/service-kit';
import { z } from 'zod';
import { planRegister } from '../reactivation/register.ts';
import type { Tables } from '../tables.ts';
import { readJson, readRows, sources } from './data-files.ts';
import { type Load, loadActor, type LoadOptions, loadReason, recordLoaded } from './loading.ts';

const StatedReactivations = z.array(z.strictObject({ asOf: Day, ...ReactivationSummary.shape.reported.unwrap().shape }));

/** What documents state of the reactivation, and the illustrative plan: each site on it from the first day of its quarter. */
export async function loadReactivationPlan(tx: Tx<Tables>, options: LoadOptions, load: Load): Promise<void> {
  const recordedAt = await takeRecordedAt(tx);
  const stated = readJson('stated-reactivation.json', StatedReactivations).map((statement) => ({ ...statement, recordedAt }));
  await tx.insertInto('statedReactivation').values(stated).execute();
  if (load !== 'all') return;
  const planned = readRows('illustrative-reactivation-plan.csv').map((row) => {
    const content = { plannedQuarter: row.plannedQuarter!, source: sources.dating };
    return {
      id: row.siteId!,
      actor: loadActor,
      versions: [{ effectiveOn: fiscalQuarterPeriod(row.plannedQuarter!).from, content, members: Object.keys(content), reason: loadReason }],
    };
  });
  await planRegister.load(tx, planned);
  await recordLoaded(
    tx,
    options,
    planned.flatMap(({ id, versions }) =>
      versions.map(({ effectiveOn, content }) => ({
        type: 'reactivation.planned',
        subject: id,
        reason: loadReason,
        data: { siteId: id, effectiveOn, ...content },
      })),
    ),
  );
}
