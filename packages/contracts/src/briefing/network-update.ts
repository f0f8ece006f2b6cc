import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { Day, Instant, Note, Quality } from '../core/schemas.ts';
import { both } from '../core/text.ts';

/** One figure of a sentence: what it is, and the call that gives it. */
export const Figure = z
  .strictObject({
    name: z.string().meta({ description: both('Names the figure within its sentence', 'Désigne le chiffre dans sa phrase') }),
    value: z.union([z.number(), z.string()]),
    text: z
      .string()
      .meta({ description: both('As the sentence shows it, in the caller’s language', 'Tel que la phrase le montre, dans la langue de l’appelant') }),
    unit: z.string().meta({ description: both('What is counted, `fraction`, `day` or `code`', 'Ce qui est compté, `fraction`, `day` ou `code`') }),
    asOf: Day.meta({ description: both('When it was true', 'Quand il était vrai') }),
    href: z.string().meta({ description: both('The call that gives the figure', 'L’appel qui donne le chiffre') }),
    pointer: z.string().meta({ description: both('Where it stands in the answer of `href` (RFC 6901)', 'Où il figure dans la réponse de `href` (RFC 6901)') }),
    knownAt: Instant.meta({ description: both('When the system knew it', 'Quand le système le savait') }),
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
    unavailable: z
      .string()
      .nullable()
      .meta({ description: both('Why the section is missing, when it is', 'Pourquoi la section manque, le cas échéant') }),
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
  query: z.strictObject({
    asOf: Day.optional().meta({ description: both('The day of the update; today without it', 'Le jour de la mise à jour; à défaut, aujourd’hui') }),
  }),
  reply: { status: 200, body: NetworkUpdate },
  problems: [],
  formats: { pages: true },
  example: { query: { asOf: '2023-05-16' } },
});
