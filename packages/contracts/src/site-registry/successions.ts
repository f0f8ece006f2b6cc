import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { Day, Reason, SiteId } from '../core/schemas.ts';
import { both } from '../core/text.ts';
import { siteParams, SiteReading } from './sites.ts';

export const succeedSite = defineRoute({
  method: 'POST',
  path: '/v1/sites/{siteId}/successions',
  scope: 'sites:write',
  summary: { en: 'Close a site into another', fr: 'Fondre un site dans un autre' },
  description: {
    en: 'As two offices become one: the site is closed from that day on, and the other one stands in its place. Refused if the other is closed on that day or if its own successors lead back. Sent again for the day of the closing it names another successor.',
    fr: 'Comme lorsque deux bureaux n’en font plus qu’un : le site est fermé à compter de ce jour et l’autre prend sa place. Refusé si l’autre est fermé ce jour-là ou si ses propres successeurs ramènent au site. Envoyé de nouveau pour le jour de la fermeture, l’appel désigne un autre successeur.',
  },
  params: siteParams,
  ifMatch: true,
  body: z
    .strictObject({
      into: SiteId.meta({ description: both('The site that stands in its place', 'Le site qui prend sa place') }),
      effectiveOn: Day.optional().meta({
        description: both('The first day on which it is closed; today at the site without it', 'Le premier jour de fermeture; à défaut, aujourd’hui au site'),
      }),
      reason: Reason,
    })
    .meta({ id: 'Succession' }),
  reply: { status: 201, body: SiteReading },
  problems: ['outside-region', 'invalid-transition', 'succession-cycle', 'site-closed', 'closes-before-succession', 'unknown-site', 'effective-before-start'],
  example: { params: { siteId: 'SC-3003' }, body: { into: 'SC-3616', reason: 'Example' } },
});
