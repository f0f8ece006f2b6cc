import { readFileSync } from 'node:fs';
import { AllowedZone, Extent, FiscalQuarter, fiscalQuarterPeriod, LocalizedText, Source } from '@csn/contracts';
import { eventText, insertEvents, loadOnce, randomHex, type ServiceAppOptions } from '@csn/service-kit';
import { z } from 'zod';
import { beginning, changeData, program, type ScheduleContent, scheduleRegister } from '../schedule/register.ts';
import type { Tables } from '../tables.ts';

const actor = 'data-load';

/** The file's entries; `sourceText` is what a reader holds against the document. */
const ScheduleFile = z.strictObject({
  source: Source,
  entries: z.array(
    z.strictObject({
      fromQuarter: FiscalQuarter.nullable(),
      extent: Extent,
      allowed: z.array(AllowedZone),
      reason: LocalizedText,
      purpose: LocalizedText.nullable(),
      sourceText: z.string(),
    }),
  ),
});

/** Loads the schedule that the document states, once; through the same register as the interface. */
export async function loadData(
  options: Pick<ServiceAppOptions<Tables>, 'database' | 'clock' | 'log' | 'service'>,
  load: 'all' | 'reported' | 'none',
): Promise<void> {
  if (load === 'none') return;
  const loaded = await loadOnce(options.database.db, 'schedule', async (tx) => {
    const versions = reportedVersions();
    const fresh = await scheduleRegister.load(tx, [{ id: program, actor, versions }]);
    if (!fresh.length) return;
    const data = changeData({ revision: 1, versions });
    const event = { type: 'quality-schedule.created', subject: program, reason: 'Loaded at start', data };
    await insertEvents(tx, [
      eventText(event, { source: `/services/${options.service}`, id: randomHex(16), time: options.clock.timestamp(), actor, requestId: 'load' }),
    ]);
  });
  if (loaded) options.log.info({ load }, 'schedule loaded');
}

function reportedVersions() {
  const { source, entries } = ScheduleFile.parse(JSON.parse(readFileSync(new URL('../../data/schedule.json', import.meta.url), 'utf8')));
  return entries.map(({ fromQuarter, extent, allowed, reason, purpose }) => {
    const content: ScheduleContent = { extent, allowed, cause: reason, purpose, source };
    return { effectiveOn: fromQuarter ? fiscalQuarterPeriod(fromQuarter).from : beginning, content, members: Object.keys(content), reason: reason.en };
  });
}
