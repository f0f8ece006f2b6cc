import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { Day, Instant, Note, Quality } from '../core/schemas.ts';

/** One figure of a sentence: what it is, and the call that gives it. */
export const Figure = z
  .strictObject({
    name: z.string().meta({ description: 'Names the figure within its sentence' }),
    value: z.union([z.number(), z.string()]),
    text: z.string().meta({ description: 'As the sentence shows it, in the caller’s language' }),
    unit: z.string().meta({ description: 'What is counted, `fraction`, `day` or `code`' }),
    asOf: Day.meta({ description: 'When it was true' }),
    href: z.string().meta({ description: 'The call that gives the figure' }),
    pointer: z.string().meta({ description: 'Where it stands in the answer of `href` (RFC 6901)' }),
    knownAt: Instant.meta({ description: 'When the system knew it' }),
    quality: Quality,
  })
  .meta({ id: 'Figure' });
export type Figure = z.infer<typeof Figure>;

export const Statement = z.strictObject({ id: z.string(), text: z.string(), figures: z.array(Figure) }).meta({ id: 'Statement' });
export type Statement = z.infer<typeof Statement>;

export const Section = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    available: z.boolean(),
    unavailable: z.string().nullable().meta({ description: 'Why the section is missing, when it is' }),
    statements: z.array(Statement),
    notes: z.array(Note),
  })
  .meta({ id: 'BriefingSection' });
export type Section = z.infer<typeof Section>;

export const NetworkUpdate = z
  .strictObject({ title: z.string(), asOf: Day, builtAt: Instant, language: z.enum(['en', 'fr']), sections: z.array(Section) })
  .meta({ id: 'NetworkUpdate' });
export type NetworkUpdate = z.infer<typeof NetworkUpdate>;

export const readNetworkUpdate = defineRoute({
  method: 'GET',
  path: '/v1/briefings/network-update',
  scope: 'briefings:read',
  summary: { en: 'The network update of a day', fr: 'La mise à jour sur le réseau, un jour donné' },
  description: {
    en: 'Built at this moment from the answers of the other services, with the caller’s own rights. Every figure names the call that gives it. Also as `text/html` and `text/markdown`. A service that does not answer leaves its section marked unavailable.',
    fr: 'Établie à l’instant à partir des réponses des autres services, avec les droits de l’appelant. Chaque chiffre nomme l’appel qui le donne. Aussi en `text/html` et en `text/markdown`. Un service qui ne répond pas laisse sa section marquée comme non disponible.',
  },
  query: z.strictObject({ asOf: Day.optional().meta({ description: 'The day of the update; today without it' }) }),
  reply: { status: 200, body: NetworkUpdate },
  problems: [],
  formats: { pages: true },
  example: { query: { asOf: '2023-05-16' } },
});
