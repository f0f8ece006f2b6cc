import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, timeParameters } from '../core/parameters.ts';
import { Day, listOf, timeAxes } from '../core/schemas.ts';
import { both } from '../core/text.ts';
import { Code, siteParams } from './sites.ts';

export const SiteService = z
  .strictObject({
    service: Code,
    since: Day.meta({ description: both('Offered without interruption since that day', 'Offert sans interruption depuis ce jour') }),
    until: Day.nullable().meta({
      description: both('The first day on which it is known to be offered no longer', 'Le premier jour où l’on sait qu’il ne sera plus offert'),
    }),
    reason: z
      .string()
      .nullable()
      .meta({ description: both('Why it was added', 'Pourquoi il a été ajouté') }),
    actor: z.string().meta({ description: both('Who added it', 'Qui l’a ajouté') }),
  })
  .meta({ id: 'SiteService' });
export type SiteService = z.infer<typeof SiteService>;

export const listSiteServices = defineRoute({
  method: 'GET',
  path: '/v1/sites/{siteId}/services',
  scope: 'sites:read',
  summary: { en: 'The services of a site and since when', fr: 'Les services d’un site et depuis quand' },
  description: {
    en: 'What the site offers on a day, each service with the day since which it has been offered without interruption. It follows from the versions of the site; the extension of passport service says the same day.',
    fr: 'Ce que le site offre un jour donné, chaque service avec le jour depuis lequel il est offert sans interruption. Cela découle des versions du site; l’élargissement des services de passeport indique le même jour.',
  },
  params: siteParams,
  query: z.strictObject({ ...timeParameters, ...pageParameters }),
  reply: { status: 200, body: z.strictObject({ ...listOf(SiteService).shape, ...timeAxes }).meta({ id: 'SiteServiceList' }) },
  problems: ['known-at-in-future'],
  example: { params: { siteId: 'SC-QC-SBQ' }, query: { asOf: '2023-05-16' } },
});
