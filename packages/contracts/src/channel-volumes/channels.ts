import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters } from '../core/parameters.ts';
import { listOf } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { Measure, Unit } from './measures.ts';

export const Channel = z
  .strictObject({
    channel: z.string(),
    name: LocalizedText,
    measures: z.array(
      z.strictObject({
        measure: Measure,
        name: LocalizedText,
        unit: Unit,
        unitName: LocalizedText,
        hasSites: z.boolean().meta({ description: both('Counted at each site: its entries name one', 'Compté à chaque site : ses entrées en nomment un') }),
      }),
    ),
  })
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;

export const listChannels = defineRoute({
  method: 'GET',
  path: '/v1/channels',
  scope: 'volumes:read',
  summary: { en: 'List channels and their measures', fr: 'Lister les canaux et leurs mesures' },
  description: {
    en: 'What is counted, in which unit. Counts of different units are never added up.',
    fr: 'Ce qui est compté, et dans quelle unité. Des nombres d’unités différentes ne sont jamais additionnés.',
  },
  query: z.strictObject({ ...pageParameters }),
  reply: { status: 200, body: listOf(Channel).meta({ id: 'ChannelList' }) },
  problems: [],
  example: { query: {} },
});
