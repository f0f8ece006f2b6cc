import { expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { catalog, operations, serviceNames } from '../catalog.ts';
import { openApiOf, openApiOfAll } from './openapi.ts';
import { problems } from './problems.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly explode?: boolean;
  readonly schema: { readonly default?: unknown };
  readonly example?: unknown;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { parameters: Parameter[]; security: unknown; requestBody?: { content: object } }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { properties?: object }>> };
}
const whole = openApiOfAll() as unknown as Document;
const parameterOf = (path: string, name: string) => whole.paths[path]?.get?.parameters.find((parameter) => parameter.name === name);

test.each([
  ...serviceNames.filter((name) => catalog[name].operations.length).map((name) => [name, openApiOf(name)] as const),
  ['the whole interface', openApiOfAll()] as const,
])('the document of %s is valid OpenAPI 3.1 and everything it refers to is there', async (_name, document) => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  const text = JSON.stringify(document);
  const missing = new Set(
    [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)]
      .map(([, path = '']) => path)
      .filter((path) => path.split('/').reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document) === undefined),
  );

  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect([...missing]).toEqual([]);
  expect(text).not.toContain('#/$defs/');
});

test('a component is the same in the document of its service and in that of the whole interface', () => {
  for (const name of serviceNames) expect(whole.components.schemas).toMatchObject((openApiOf(name) as unknown as Document).components.schemas);
});

test('every operation names the one scope that it needs', () => {
  for (const { route } of operations) expect(whole.paths[route.path]?.[route.method.toLowerCase()]?.security).toEqual([{ oauth2: [route.scope] }]);
});

test('lists repeat their name unless they hold their values by commas, and defaults are told', () => {
  expect(parameterOf('/v1/sites', 'kind')).toMatchObject({ explode: true, example: ['passport-service-site'] });
  expect(parameterOf('/v1/sites', 'near')).toMatchObject({ explode: false, schema: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 } });
  expect(parameterOf('/v1/sites', 'bbox')).toMatchObject({ explode: false, schema: { minItems: 4, maxItems: 4 } });
  expect(parameterOf('/v1/sites', 'limit')).toMatchObject({ schema: { default: 50 } });
});

test('what a request may leave out and an answer always has gets two components, nothing else does', () => {
  const { schemas } = whole.components;
  const requests = Object.keys(schemas).filter((name) => name.endsWith('Request'));

  for (const name of requests) expect(schemas[name]).not.toEqual(schemas[name.slice(0, -'Request'.length)]);
  expect(requests.filter((name) => !(name.slice(0, -'Request'.length) in schemas))).toEqual([]);
});

test('a patch is taken as JSON Merge Patch too', () => {
  expect(Object.keys(whole.paths['/v1/sites/{siteId}']?.patch?.requestBody?.content ?? {})).toEqual(['application/json', 'application/merge-patch+json']);
});

const texts = textsIn(whole);
/** The same in both languages. */
const names = ['OK', 'GeoJSON (RFC 7946)'];

test('every summary and description is there in both languages', () => {
  expect(texts.length).toBeGreaterThan(500);
  expect(texts.filter((text) => !names.includes(text) && !isInBoth(text))).toEqual([]);
});

test('no text of the documents has a breakable blank before a sign, or a typewriter’s apostrophe', () => {
  const prose = [...texts, ...Object.values(problems).flatMap(({ title, detail }) => [title.en, title.fr, detail.en, detail.fr])];

  expect(prose.filter((text) => / [:;?!%»]|« |\p{L}'\p{L}/u.test(text))).toEqual([]);
});

/** Two paragraphs, or in each paragraph both languages side by side. */
function isInBoth(text: string): boolean {
  const paragraphs = text.split('\n\n').map((paragraph) => paragraph.split(' · '));
  return (
    paragraphs.every((halves) => halves.length === 2 && halves.every(Boolean)) || (paragraphs.length === 2 && paragraphs.every(({ length }) => length === 1))
  );
}

/** What people read in a document; examples are data. */
function textsIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) => {
    if (name === 'example' || name === 'examples') return [];
    return (name === 'description' || name === 'summary') && typeof value === 'string' ? [value] : textsIn(value);
  });
}
