import { z } from 'zod';
import { defineRoute } from './define-route.ts';
import { integerParameter } from './parameters.ts';
import { Instant } from './schemas.ts';
import { both, type Text } from './text.ts';

/** A change, as CloudEvents 1.0 in structured mode. The extension members are what makes the feed an audit journal. */
export const ChangeEvent = z
  .strictObject({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.string(),
    type: z.string(),
    subject: z.string(),
    time: Instant,
    datacontenttype: z.literal('application/json'),
    data: z.record(z.string(), z.unknown()),
    actor: z.string().meta({ description: both('The client that made the change', 'Le client qui a fait la modification') }),
    requestid: z.string(),
    reason: z.string().nullable(),
    sequence: z
      .int()
      .min(1)
      .meta({ description: both('Place in commit order, without gaps', 'Rang dans l’ordre de validation, sans lacune') }),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({
        description: both(
          'SHA-256 over the previous event’s hash (32 bytes; zeros before the first) and the canonical JSON (RFC 8785) of this event without `hash`',
          'SHA-256 de l’empreinte de l’événement précédent (32 octets; des zéros avant le premier) suivie du JSON canonique (RFC 8785) de cet événement sans `hash`',
        ),
      }),
  })
  .meta({ id: 'ChangeEvent' });
export type ChangeEvent = z.infer<typeof ChangeEvent>;

export const ChangePage = z
  .strictObject({
    items: z.array(ChangeEvent),
    nextCursor: z.string().meta({ description: both('Where to go on: the next `after`', 'Où poursuivre : le prochain `after`') }),
  })
  .meta({ id: 'ChangePage' });
export const Verification = z
  .strictObject({
    valid: z.boolean(),
    events: z.int().min(0),
    firstInvalid: z
      .int()
      .nullable()
      .meta({ description: both('`sequence` of the first event that does not fit', '`sequence` du premier événement qui ne concorde pas') }),
  })
  .meta({ id: 'Verification' });

/** The change feed of a service at `{base}/changes` and its proof at `{base}/changes/verification`. */
export function changeRoutes(base: string, of: Text) {
  return {
    listChanges: defineRoute({
      method: 'GET',
      path: `${base}/changes`,
      scope: 'audit:read',
      summary: { en: `Change feed: ${of.en}`, fr: `Fil des modifications : ${of.fr}` },
      description: {
        en: 'What changed, in commit order, never skipping an event. `Prefer: wait=20` holds the request until something comes (at most 30 s).',
        fr: 'Ce qui a changé, dans l’ordre de validation, sans jamais omettre un événement. `Prefer: wait=20` retient la demande jusqu’à ce qu’il y ait du nouveau (au plus 30 s).',
      },
      query: z.strictObject({
        after: z
          .string()
          .min(1)
          .max(64)
          .optional()
          .meta({
            description: both('`nextCursor` of the page before; from the beginning without it', '`nextCursor` de la page précédente; depuis le début sans lui'),
          }),
        limit: integerParameter({ min: 1, max: 500 }).default(50),
      }),
      waits: true,
      reply: { status: 200, body: ChangePage },
      problems: [],
      example: { query: { limit: 5 } },
    }),
    verifyChanges: defineRoute({
      method: 'GET',
      path: `${base}/changes/verification`,
      scope: 'audit:read',
      summary: { en: `Verify the change feed: ${of.en}`, fr: `Vérifier le fil des modifications : ${of.fr}` },
      description: {
        en: 'Replays the hash chain from the first event and names the first that does not fit.',
        fr: 'Recalcule la chaîne d’empreintes depuis le premier événement et nomme le premier qui ne concorde pas.',
      },
      reply: { status: 200, body: Verification },
      problems: [],
      example: {},
    }),
  };
}
