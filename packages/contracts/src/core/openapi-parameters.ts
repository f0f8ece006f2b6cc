import type { z } from 'zod';
import type { AnyRoute } from './define-route.ts';
import type { Json, Schemas } from './openapi-schemas.ts';
import { takesCommas } from './parameters.ts';
import { both } from './text.ts';

/** Path, query and headers of an operation. The examples together are one call that works as it stands. */
export function parametersOf(route: AnyRoute, schemas: Schemas): Json[] {
  const { params, query, example } = route;
  return [...parametersIn('path', params, example.params, schemas), ...parametersIn('query', query, example.query, schemas), ...headersOf(route)];
}

function parametersIn(place: 'path' | 'query', schema: z.ZodObject | undefined, example: object | undefined, schemas: Schemas): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemas.schemaOf(schema, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    // Of lists some repeat the name (`kind=a&kind=b`), the others hold their values by commas (`bbox=-80,43,-75,46`).
    ...(property.type === 'array' && { style: 'form', explode: !takesCommas(schema.shape[name]) }),
    schema: listSchema(property),
    ...(example && name in example && { example: example[name as keyof typeof example] }),
  }));
}

/** A list of fixed places has the same kind of value in each: written as a list of that length, forms can be made for it. */
function listSchema(property: Json): Json {
  const { prefixItems, ...rest } = property as { prefixItems?: Json[] };
  if (!prefixItems) return property;
  return { ...rest, items: { type: prefixItems[0]?.type }, minItems: prefixItems.length, maxItems: prefixItems.length };
}

function headersOf({ method, ifMatch, waits }: AnyRoute): Json[] {
  const header = (name: string, description: string, more: Json = {}): Json => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
    ...more,
  });
  return [
    header(
      'Accept-Language',
      both(
        'Languages of the answer that suit the caller, such as `fr-CA, fr;q=0.9`; English where neither is named',
        'Langues de la réponse qui conviennent à l’appelant, par exemple `fr-CA, fr;q=0.9`; l’anglais si ni l’une ni l’autre n’est nommée',
      ),
    ),
    ...(method === 'GET'
      ? [
          header(
            'If-None-Match',
            both('ETag of what the caller has: 304 if it is still so', 'ETag de ce que l’appelant possède : 304 s’il en est toujours ainsi'),
          ),
        ]
      : []),
    ...(waits
      ? [
          header(
            'Prefer',
            both(
              '`wait=20`: the seconds to wait for something new, at most 30 (RFC 7240)',
              '`wait=20` : les secondes d’attente de quelque chose de nouveau, au plus 30 (RFC 7240)',
            ),
          ),
        ]
      : []),
    ...(ifMatch
      ? [
          header(
            'If-Match',
            both(
              'ETag of the version that was read; `*` takes whichever is there, at the risk of undoing another’s change',
              'ETag de la version lue; `*` accepte toute version, au risque de défaire la modification d’un autre',
            ),
            {
              required: true,
              example: '*',
            },
          ),
        ]
      : []),
    ...(method === 'POST'
      ? [
          header(
            'Idempotency-Key',
            both('The same key again gives the first answer and no second effect', 'La même clé redonne la première réponse, sans second effet'),
            { schema: { type: 'string', minLength: 1, maxLength: 255 } },
          ),
        ]
      : []),
  ];
}
