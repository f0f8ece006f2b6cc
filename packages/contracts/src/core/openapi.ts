import { z } from 'zod';
import { catalog, type Operation, operations, serviceNames, type ServiceName } from '../catalog.ts';
import { type AnyRoute, commonProblems, isTable } from './define-route.ts';
import { lineExamplesOf } from './line-examples.ts';
import { type Json, type Schemas, schemasOf } from './openapi-schemas.ts';
import { parametersOf } from './openapi-parameters.ts';
import { featureCollection, problemHeaders, problemSchemas, sharedHeaders } from './openapi-shared.ts';
import { type ProblemCode, problems } from './problems.ts';
import { scopes } from './scopes.ts';
import { both } from './text.ts';

/** The OpenAPI 3.1 document of one service, emitted from the contracts. */
export function openApiOf(service: ServiceName): Json {
  const { title } = catalog[service];
  return documentOf(both(title.en, title.fr), catalog[service].operations);
}

/** The document of the whole interface, as the gateway shows it. */
export function openApiOfAll(): Json {
  return documentOf(both('Citizen service network', 'Réseau de services aux citoyens'), operations);
}

function documentOf(title: string, listed: readonly Operation[]): Json {
  const schemas = schemasOf(operations.map(({ route }) => route));
  const responses = new Map<string, Json>();
  const paths: Record<string, Json> = {};
  for (const operation of listed) (paths[operation.route.path] ??= {})[operation.route.method.toLowerCase()] = operationObject(operation, schemas, responses);
  return {
    openapi: '3.1.1',
    info: {
      title,
      version: '1.0.0',
      description:
        'Texts are given in English and French; `Accept-Language` picks the language of an answer.\n\nLes textes sont donnés en anglais et en français; `Accept-Language` choisit la langue d’une réponse.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: serviceNames
      .filter((name) => listed.some(({ service }) => service === name))
      .map((name) => ({ name, description: both(catalog[name].title.en, catalog[name].title.fr) })),
    paths,
    components: {
      schemas: { ...schemas.componentsOf(paths), ...problemSchemas },
      responses: Object.fromEntries([...responses].sort(([a], [b]) => (a < b ? -1 : 1))),
      headers: sharedHeaders,
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          description: both('OAuth 2.0 client credentials', 'OAuth 2.0, informations d’identification du client'),
          flows: {
            clientCredentials: {
              tokenUrl: '/oauth2/token',
              scopes: Object.fromEntries(Object.entries(scopes).map(([scope, text]) => [scope, both(text.en, text.fr)])),
            },
          },
        },
      },
    },
  };
}

function operationObject({ route, operationId, service }: Operation, schemas: Schemas, shared: Map<string, Json>): Json {
  const { summary, description } = route;
  return {
    operationId,
    tags: [service],
    summary: both(summary.en, summary.fr),
    ...(description && { description: `${description.en}\n\n${description.fr}` }),
    security: [{ oauth2: [route.scope] }],
    parameters: parametersOf(route, schemas),
    ...((route.body || route.lines) && { requestBody: { required: true, content: { ...bodyContent(route, schemas), ...linesContent(route) } } }),
    responses: { ...answers(route, schemas), ...refusals(route, shared) },
  };
}

function bodyContent({ method, body, example }: AnyRoute, schemas: Schemas): Json {
  if (!body) return {};
  const content = { schema: schemas.schemaOf(body, 'input'), ...(example.body !== undefined && { example: example.body }) };
  return { 'application/json': content, ...(method === 'PATCH' && { 'application/merge-patch+json': content }) };
}

function linesContent({ lines }: AnyRoute): Json {
  if (!lines) return {};
  const columns = lines.columns.map((column) => (lines.required.includes(column) ? `\`${column}\`` : `\`${column}\`?`)).join(', ');
  const description = both(`Columns in any order: ${columns}`, `Colonnes dans n’importe quel ordre : ${columns}`);
  return Object.fromEntries(Object.entries(lineExamplesOf(lines)).map(([type, example]) => [type, { schema: { type: 'string', description }, example }]));
}

function answers(route: AnyRoute, schemas: Schemas): Json {
  const { status, orStatus } = route.reply;
  const text = { schema: { type: 'string' } };
  const content: Json = {
    'application/json': { schema: schemas.schemaOf(route.reply.body, 'output') },
    ...(isTable(route.reply.body) && { 'text/csv': text }),
    ...(route.formats?.geojson && { 'application/geo+json': { schema: featureCollection } }),
    ...(route.formats?.pages && { 'text/html': text, 'text/markdown': text }),
  };
  const headers = headersNamed(
    'ETag',
    'Content-Language',
    'X-Request-Id',
    'traceparent',
    'RateLimit',
    'RateLimit-Policy',
    ...(isPaged(route) ? ['Link'] : []),
    ...(route.method === 'GET' && route.query && 'knownAt' in route.query.shape ? ['Content-Location'] : []),
    ...(route.method === 'POST' ? ['Location', 'Idempotent-Replayed'] : []),
  );
  const answer = (code: number): Json => ({ description: code === 201 ? both('Created', 'Créé') : 'OK', headers, content });
  return {
    [status]: answer(status),
    ...(orStatus && { [orStatus]: answer(orStatus) }),
    ...(route.method === 'GET' && { 304: { description: both('Not modified', 'Non modifié'), headers: headersNamed('ETag', 'X-Request-Id') } }),
  };
}

function isPaged({ reply }: AnyRoute): boolean {
  return reply.body instanceof z.ZodObject && 'nextCursor' in reply.body.shape;
}

/** Refusals that are the same for all operations of a kind stand once among the components, under the name of their first code. */
function refusals(route: AnyRoute, shared: Map<string, Json>): Json {
  const common = commonProblems(route);
  const byStatus = Map.groupBy(new Set([...common, ...route.problems]), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      const [first] = codes;
      if (first === undefined || !codes.every((code) => common.includes(code))) return [status, refusal(status, codes)];
      shared.set(first, refusal(status, codes));
      return [status, { $ref: `#/components/responses/${first}` }];
    }),
  );
}

function refusal(status: number, codes: readonly ProblemCode[]): Json {
  return {
    description: codes.map((code) => `\`${code}\`: ${both(problems[code].title.en, problems[code].title.fr)}`).join('\n\n'),
    headers: headersNamed('Content-Language', 'X-Request-Id', ...(problemHeaders[status] ?? [])),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function headersNamed(...names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
