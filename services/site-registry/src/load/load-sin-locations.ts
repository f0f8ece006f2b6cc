import { Day, SinLocation, Source } from '@csn/contracts';
import type { Tx } from '@csn/service-kit';
import { z } from 'zod';
import { regionOf } from '../regions.ts';
import { sinLocationRegister } from '../sin-at-landing/register.ts';
import type { Tables } from '../tables.ts';
import { readJson } from './data-files.ts';
import { loadActor, type LoadOptions, recordLoaded } from './loading.ts';

const SinLocations = z.strictObject({
  effectiveOn: Day,
  source: Source,
  locations: z.array(SinLocation.pick({ locationId: true, name: true, province: true, state: true, note: true })),
});

/** The pilot cities, and the study of others, as the document states them: known from its day on. */
export async function loadSinLocations(tx: Tx<Tables>, options: LoadOptions): Promise<void> {
  const { effectiveOn, source, locations } = readJson('sin-locations.json', SinLocations);
  const stated = locations.map(({ locationId, ...location }) => {
    const content = { ...location, region: location.province && regionOf(location.province), source };
    return { id: locationId, actor: loadActor, versions: [{ effectiveOn, content, members: Object.keys(content), reason: source.document }] };
  });
  await sinLocationRegister.load(tx, stated);
  await recordLoaded(
    tx,
    options,
    stated.flatMap(({ id, versions }) =>
      versions.map(({ content }) => ({ type: 'sin-location.added', subject: id, reason: source.document, data: { locationId: id, effectiveOn, ...content } })),
    ),
  );
}
