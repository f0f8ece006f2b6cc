import { z } from 'zod';
import { changeRoutes } from '../core/changes.ts';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters } from '../core/parameters.ts';
import { Day, Instant, listOf, Reason } from '../core/schemas.ts';
import { both } from '../core/text.ts';
import { NetworkUpdate } from './network-update.ts';

export const EditionId = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}\.[1-9]\d{0,5}$/)
  .meta({
    id: 'EditionId',
    description: both('Day of the update and number of the edition of that day', 'Jour de la mise à jour et numéro de l’édition de ce jour'),
    examples: ['2023-05-16.1'],
  });

const summary = {
  editionId: EditionId,
  asOf: Day,
  publishedAt: Instant,
  publishedBy: z.string(),
  reason: z.string().nullable(),
  figures: z
    .int()
    .min(0)
    .meta({ description: both('Figures in each language', 'Chiffres dans chaque langue') }),
};
export const EditionSummary = z.strictObject(summary).meta({ id: 'EditionSummary' });
export const Edition = z
  .strictObject({
    ...summary,
    content: z.strictObject({ en: NetworkUpdate, fr: NetworkUpdate }),
    signature: z.string().meta({
      description: both(
        'Detached JWS (RFC 7515, appendix F; ES256) over the canonical JSON (RFC 8785) of `content`; its key is at /v1/briefings/signing-keys',
        'JWS détachée (RFC 7515, annexe F; ES256) du JSON canonique (RFC 8785) de `content`; sa clé se trouve à /v1/briefings/signing-keys',
      ),
    }),
  })
  .meta({ id: 'Edition' });
export type Edition = z.infer<typeof Edition>;

const params = z.strictObject({ editionId: EditionId });

export const publishEdition = defineRoute({
  method: 'POST',
  path: '/v1/briefings',
  scope: 'briefings:publish',
  summary: { en: 'Publish an edition', fr: 'Publier une édition' },
  description: {
    en: 'Freezes the network update of a day in both languages and signs it. Refused while a section is not available. An edition is never changed.',
    fr: 'Fige la mise à jour d’un jour dans les deux langues et la signe. Refusé tant qu’une section n’est pas disponible. Une édition n’est jamais modifiée.',
  },
  body: z.strictObject({ asOf: Day, reason: Reason.optional() }).meta({ id: 'NewEdition' }),
  reply: { status: 201, body: Edition },
  problems: ['section-unavailable', 'outside-region'],
  example: { body: { asOf: '2023-05-16', reason: 'Example' } },
});

export const listEditions = defineRoute({
  method: 'GET',
  path: '/v1/briefings',
  scope: 'briefings:read',
  summary: { en: 'List the published editions', fr: 'Lister les éditions publiées' },
  query: z.strictObject({ ...pageParameters }),
  reply: { status: 200, body: listOf(EditionSummary).meta({ id: 'EditionList' }) },
  problems: [],
  example: {},
});

export const readEdition = defineRoute({
  method: 'GET',
  path: '/v1/briefings/{editionId}',
  scope: 'briefings:read',
  summary: { en: 'Read an edition', fr: 'Consulter une édition' },
  params,
  reply: { status: 200, body: Edition },
  problems: [],
  example: { params: { editionId: '2023-05-16.1' } },
});

export const ReplayedFigure = z
  .strictObject({
    section: z.string(),
    statement: z.string(),
    figure: z.string(),
    href: z.string(),
    published: z.union([z.number(), z.string()]),
    now: z.union([z.number(), z.string()]).nullable(),
    agrees: z.boolean(),
  })
  .meta({ id: 'ReplayedFigure' });

export const replayEdition = defineRoute({
  method: 'GET',
  path: '/v1/briefings/{editionId}/replay',
  scope: 'briefings:read',
  summary: { en: 'Ask every figure of an edition again', fr: 'Redemander chaque chiffre d’une édition' },
  description: {
    en: 'Calls the `href` of every figure again, with the caller’s own rights, and says which figures still agree.',
    fr: 'Rappelle le `href` de chaque chiffre, avec les droits de l’appelant, et indique quels chiffres concordent encore.',
  },
  params,
  reply: {
    status: 200,
    body: z
      .strictObject({ editionId: EditionId, replayedAt: Instant, agreeing: z.int(), differing: z.int(), rows: z.array(ReplayedFigure) })
      .meta({ id: 'Replay' }),
  },
  problems: [],
  example: { params: { editionId: '2023-05-16.1' } },
});

export const diffEditions = defineRoute({
  method: 'GET',
  path: '/v1/briefings/{editionId}/diff',
  scope: 'briefings:read',
  summary: { en: 'What changed between two editions', fr: 'Ce qui a changé entre deux éditions' },
  params,
  query: z.strictObject({ with: EditionId.meta({ description: both('The other edition', 'L’autre édition') }) }),
  reply: {
    status: 200,
    body: z
      .strictObject({
        editionId: EditionId,
        with: EditionId,
        rows: z.array(
          z.strictObject({
            section: z.string(),
            statement: z.string(),
            figure: z.string(),
            value: z.union([z.number(), z.string()]).nullable(),
            other: z.union([z.number(), z.string()]).nullable(),
          }),
        ),
      })
      .meta({ id: 'EditionDiff' }),
  },
  problems: [],
  example: { params: { editionId: '2023-05-16.1' }, query: { with: '2023-05-16.1' } },
});

export const listSigningKeys = defineRoute({
  method: 'GET',
  path: '/v1/briefings/signing-keys',
  scope: 'briefings:read',
  summary: { en: 'Keys that verify the signatures', fr: 'Clés qui vérifient les signatures' },
  reply: {
    status: 200,
    body: z
      .strictObject({
        keys: z.array(z.strictObject({ kty: z.string(), crv: z.string(), x: z.string(), y: z.string(), kid: z.string(), alg: z.string(), use: z.string() })),
      })
      .meta({ id: 'SigningKeys' }),
  },
  problems: [],
  example: {},
});

export const { listChanges: listBriefingChanges, verifyChanges: verifyBriefingChanges } = changeRoutes('/v1/briefings', {
  en: 'briefings',
  fr: 'mises à jour',
});
