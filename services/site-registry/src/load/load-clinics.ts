import { ClinicSummary, Day } from '@csn/contracts';
import { takeRecordedAt, type Tx } from '@csn/service-kit';
import { z } from 'zod';
import { clinicIdOf } from '../clinics/clinic.ts';
import { type ClinicContent, clinicRegister } from '../clinics/register.ts';
import { regionOf } from '../regions.ts';
import type { Tables } from '../tables.ts';
import { readJson, readRows, sources } from './data-files.ts';
import { type Load, loadActor, type LoadOptions, loadReason, recordLoaded } from './loading.ts';

const StatedTotals = z.array(z.strictObject({ fromDay: Day, toDay: Day, ...ClinicSummary.shape.reported.unwrap().shape }));

/** The totals that documents state, and illustrative clinics that add up to them. */
export async function loadClinics(tx: Tx<Tables>, options: LoadOptions, load: Load): Promise<void> {
  const recordedAt = await takeRecordedAt(tx);
  const totals = readJson('stated-clinic-totals.json', StatedTotals).map((total) => ({ ...total, recordedAt }));
  await tx.insertInto('statedClinicTotal').values(totals).execute();
  if (load !== 'all') return;
  const clinics = readRows('illustrative-clinics.csv').map((row) => {
    const province = row.province as ClinicContent['province'];
    const content: ClinicContent = {
      place: row.place!,
      province,
      region: regionOf(province),
      siteId: row.siteId!,
      peopleServed: Number(row.peopleServed),
      source: sources.records,
    };
    const heldOn = row.heldOn!;
    return {
      id: clinicIdOf({ heldOn, province, place: content.place }),
      actor: loadActor,
      versions: [{ effectiveOn: heldOn, content, members: Object.keys(content), reason: loadReason }],
    };
  });
  await clinicRegister.load(tx, clinics);
  await recordLoaded(
    tx,
    options,
    clinics.flatMap(({ id, versions }) =>
      versions.map(({ effectiveOn, content }) => ({
        type: 'clinic.recorded',
        subject: id,
        reason: loadReason,
        data: { clinicId: id, heldOn: effectiveOn, ...content },
      })),
    ),
  );
}
