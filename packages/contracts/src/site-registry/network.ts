import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { qualityParameter, timeParameters } from '../core/parameters.ts';
import { Count, Note, Region, Source, timeAxes } from '../core/schemas.ts';
import { both } from '../core/text.ts';

/** Counts of open sites by kind. */
const counts = {
  serviceCanadaCentres: z.strictObject({ total: Count, standAlone: Count, consolidated: Count }),
  passportServiceSites: Count,
  scheduledOutreach: Count,
  deliveryPartners: Count,
};

export const NetworkSummary = z
  .strictObject({
    ...timeAxes,
    ...counts,
    source: Source.meta({
      description: both(
        'The register; of the weakest quality among the sites that are counted',
        'Le registre; de la qualité la plus faible parmi les sites comptés',
      ),
    }),
    byRegion: z.array(z.strictObject({ region: Region, ...counts, source: Source })),
    reported: z
      .strictObject({ ...counts, source: Source })
      .nullable()
      .meta({ description: both('The counts that a document states for that very day', 'Les nombres qu’un document énonce pour ce jour même') }),
    notes: z.array(Note),
  })
  .meta({ id: 'NetworkSummary' });
export type NetworkSummary = z.infer<typeof NetworkSummary>;

export const readNetworkSummary = defineRoute({
  method: 'GET',
  path: '/v1/network/summary',
  scope: 'sites:read',
  summary: { en: 'The network on a day', fr: 'Le réseau un jour donné' },
  description: {
    en: 'Open sites by kind and region, counted in the register. Where a document states counts for that day they stand beside, with a note if they differ.',
    fr: 'Les sites ouverts par type et par région, comptés dans le registre. Là où un document énonce des nombres pour ce jour, ils figurent à côté, avec une note s’ils diffèrent.',
  },
  query: z.strictObject({ ...timeParameters, ...qualityParameter }),
  reply: { status: 200, body: NetworkSummary },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-03-31' } },
});
