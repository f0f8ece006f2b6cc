import type { Json } from './openapi-schemas.ts';
import { problems } from './problems.ts';
import { both } from './text.ts';

/** What the documents refer to and no contract declares. */
export const problemSchemas: Record<string, Json> = {
  Problem: {
    type: 'object',
    description: both('A refusal or failure (RFC 9457), in the caller’s language', 'Un refus ou une erreur (RFC 9457), dans la langue de l’appelant'),
    required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
    properties: {
      type: {
        type: 'string',
        format: 'uri-reference',
        description: both('Address of a page that explains the code', 'Adresse d’une page qui explique le code'),
      },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      instance: { type: 'string', format: 'uri-reference' },
      code: { type: 'string', enum: Object.keys(problems), description: both('Stable, never translated', 'Stable, jamais traduit') },
      requestId: { type: 'string' },
      errors: { type: 'array', items: { $ref: '#/components/schemas/ProblemFault' } },
    },
  },
  ProblemFault: {
    type: 'object',
    description: both('One fault of a request; all are named at once', 'Une faute d’une demande; toutes sont nommées à la fois'),
    required: ['in', 'pointer', 'code', 'detail'],
    properties: {
      in: { type: 'string', enum: ['body', 'query', 'path', 'header'] },
      pointer: {
        type: 'string',
        description: both('JSON Pointer; for a parameter its name', 'Pointeur JSON; pour un paramètre, son nom'),
        examples: ['/entries/3/value'],
      },
      code: { type: 'string' },
      detail: { type: 'string' },
      line: { type: 'integer', minimum: 1 },
    },
  },
};

export const featureCollection: Json = {
  type: 'object',
  description: 'GeoJSON (RFC 7946)',
  required: ['type', 'features'],
  properties: { type: { const: 'FeatureCollection' }, features: { type: 'array', items: { type: 'object' } } },
};

const header = (description: string, type: 'string' | 'integer' = 'string'): Json => ({ description, schema: { type } });

export const sharedHeaders: Record<string, Json> = {
  ETag: header(both('Strong entity tag', 'Étiquette d’entité forte')),
  'Content-Language': header(both('`en` or `fr`', '`en` ou `fr`')),
  'X-Request-Id': header(both('Names this request in logs and events', 'Désigne cette demande dans les journaux et les événements')),
  traceparent: header(both('This request in the caller’s trace (W3C Trace Context)', 'Cette demande dans la trace de l’appelant (W3C Trace Context)')),
  Link: header(both('The next page, `rel="next"`, while there is one', 'La page suivante, `rel="next"`, tant qu’il y en a une')),
  'Content-Location': header(
    both('The call that gives this very answer again, with its `asOf` and `knownAt`', 'L’appel qui redonne cette réponse même, avec ses `asOf` et `knownAt`'),
  ),
  Location: header(both('Where the new resource can be read', 'Où la nouvelle ressource peut être lue')),
  'Idempotent-Replayed': header(both('`true` when this is the first answer again', '`true` lorsqu’il s’agit de la première réponse redonnée')),
  'WWW-Authenticate': header(both('How to authenticate (RFC 6750)', 'Comment s’authentifier (RFC 6750)')),
  'Retry-After': header(both('Seconds to wait', 'Secondes à attendre'), 'integer'),
  RateLimit: header(both('What is left of the limit', 'Ce qui reste de la limite')),
  'RateLimit-Policy': header(both('The limit', 'La limite')),
};

/** Headers that belong to a refusal, by its status. */
export const problemHeaders: Readonly<Record<number, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
  502: ['Retry-After'],
  503: ['Retry-After'],
};
