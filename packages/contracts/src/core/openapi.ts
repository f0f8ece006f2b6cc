import { z } from 'zod';
import { catalog, type Operation, operations, serviceNames, type ServiceName } from '../catalog.ts';
import { commonProblems, isTable } from './define-route.ts';
import { type ProblemCode, problems } from './problems.ts';
import { scopes } from './scopes.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of one service, emitted from the contracts. */
export function openApiOf(service: ServiceName): Json {
  const { title } = catalog[service];
  return documentOf(`${title.en} · ${title.fr}`, catalog[service].operations);
}

/** The document of the whole interface, as the gateway shows it. */
export function openApiOfAll(): Json {
  return documentOf('Citizen service network · Réseau de services aux citoyens', operations);
}

function documentOf(title: string, listed: readonly Operation[]): Json {
  const components = new Map<string, Json>([['Problem', problemSchema]]);
  const paths: Record<string, Json> = {};
  for (const operation of listed) (paths[operation.route.path] ??= {})[operation.route.method.toLowerCase()] = operationObject(operation, components);
  return {
    openapi: '3.1.1',
    info: { title, version: '1.0.0', description: 'Texts are given in English and French; `Accept-Language` picks the language of an answer.\n\nLes textes sont donnés en anglais et en français; `Accept-Language` choisit la langue d’une réponse.', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    tags: serviceNames.filter((name) => listed.some((operation) => operation.service === name)).map((name) => ({ name, description: `${catalog[name].title.en} · ${catalog[name].title.fr}` })),
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          description: 'OAuth 2.0 client credentials',
          flows: { clientCredentials: { tokenUrl: '/oauth2/token', scopes: Object.fromEntries(Object.entries(scopes).map(([scope, text]) => [scope, `${text.en} · ${text.fr}`])) } },
        },
      },
    },
  };
}

function operationObject({ route, operationId, service }: Operation, components: Map<string, Json>): Json {
  const problemCodes = [...new Set([...commonProblems(route), ...route.problems])];
  const { summary, description = summary, example } = route;
  return {
    operationId,
    tags: [service],
    summary: `${summary.en} · ${summary.fr}`,
    description: `${description.en}\n\n${description.fr}`,
    security: [{ oauth2: [route.scope] }],
    parameters: [
      ...parameters('path', route.params, example.params, components),
      ...parameters('query', route.query, example.query, components),
      ...headerParameters(route),
    ],
    ...(route.body && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          (route.method === 'PATCH' ? ['application/json', 'application/merge-patch+json'] : ['application/json']).map((type) => [type, { schema: schemaOf(route.body!, 'input', components), ...(example.body !== undefined && { example: example.body }) }]),
        ),
      },
    }),
    responses: { ...success(route, components), ...refusals(problemCodes) },
  };
}

function success(route: Operation['route'], components: Map<string, Json>): Json {
  const content: Json = { 'application/json': { schema: schemaOf(route.reply.body, 'output', components) } };
  if (isTable(route.reply.body)) content['text/csv'] = { schema: { type: 'string' } };
  if (route.formats?.geojson) content['application/geo+json'] = { schema: { type: 'object' } };
  if (route.formats?.pages) Object.assign(content, { 'text/html': { schema: { type: 'string' } }, 'text/markdown': { schema: { type: 'string' } } });
  const headers: Json = { ETag: header('Strong entity tag · Étiquette d’entité forte'), 'Content-Language': header('en or fr · en ou fr'), 'X-Request-Id': header('Names this request in logs and events · Désigne cette demande dans les journaux et les événements') };
  const answers = [route.reply.status, ...(route.reply.orStatus ? [route.reply.orStatus] : [])].map((status) => [status, { description: status === 201 ? 'Created · Créé' : 'OK', headers, content }]);
  return { ...Object.fromEntries(answers), ...(route.method === 'GET' && { 304: { description: 'Not modified · Non modifié' } }) };
}

function header(description: string): Json {
  return { description, schema: { type: 'string' } };
}

function refusals(codes: readonly ProblemCode[]): Json {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) byStatus.set(problems[code].status, [...(byStatus.get(problems[code].status) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.map((code) => `\`${code}\`: ${problems[code].title.en} · ${problems[code].title.fr}`).join('\n\n'),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function parameters(place: 'path' | 'query', schema: z.ZodObject | undefined, example: unknown, components: Map<string, Json>): Json[] {
  if (!schema) return [];
  const object = schemaOf(schema, 'input', components) as { properties?: Record<string, Json>; required?: string[] };
  const examples = (example ?? {}) as Record<string, unknown>;
  return Object.entries(object.properties ?? {}).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === 'path' || (object.required ?? []).includes(name),
    ...(description !== undefined && { description }),
    schema: property,
    ...(name in examples && { example: examples[name] }),
    // Lists by commas are declared with a comma pattern of their own; others repeat.
    ...(property.type === 'array' && place === 'query' && { style: 'form', explode: !/comma/.test(String(property.$comment ?? '')) }),
  }));
}

function headerParameters(route: Operation['route']): Json[] {
  const one = (name: string, description: string, required = false): Json => ({ name, in: 'header', required, description, schema: { type: 'string' } });
  const list = [one('Accept-Language', 'fr-CA > fr > en')];
  if (route.method === 'GET') list.push(one('If-None-Match', 'ETag of what the caller has · ETag de ce que l’appelant possède'));
  if (route.ifMatch) list.push(one('If-Match', 'ETag of the version that was read; required · ETag de la version lue; requis'));
  if (route.method === 'POST') list.push(one('Idempotency-Key', 'Makes a repeat safe · Rend une répétition sans danger'));
  return list;
}

/** JSON Schema of a contract's schema; what has a name becomes a component. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Map<string, Json>): Json {
  const { $schema: _, $defs = {}, ...root } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'bigint') jsonSchema.type = 'integer';
    },
  }) as Json & { $defs?: Record<string, Json> };
  const names = new Map<string, string>();
  for (const name of Object.keys($defs)) names.set(name, name);
  // What a body takes can differ from what an answer gives (defaults): then the body's form has a name of its own.
  for (const name of Object.keys($defs)) {
    const kept = components.get(name);
    if (kept && JSON.stringify(kept) !== JSON.stringify(renamed($defs[name]!, names))) names.set(name, io === 'input' ? `${name}Request` : `${name}Answer`);
  }
  for (const [name, definition] of Object.entries($defs)) {
    const { id: _id, ...json } = renamed(definition, names);
    components.set(names.get(name)!, json);
  }
  return renamed(root, names);
}

function renamed(json: Json, names: ReadonlyMap<string, string>): Json {
  return JSON.parse(JSON.stringify(json), (key, value: unknown) => (key === '$ref' && typeof value === 'string' ? `#/components/schemas/${names.get(value.slice('#/$defs/'.length)) ?? value}` : value)) as Json;
}

const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', enum: Object.keys(problems) },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['in', 'pointer', 'code', 'detail'],
        properties: { in: { type: 'string', enum: ['body', 'query', 'path', 'header'] }, pointer: { type: 'string' }, code: { type: 'string' }, detail: { type: 'string' }, line: { type: 'integer' } },
      },
    },
  },
};
