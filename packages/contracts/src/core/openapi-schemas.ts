import { z } from 'zod';
import type { AnyRoute } from './define-route.ts';

export type Json = Record<string, unknown>;
type Io = 'input' | 'output';

/** The JSON Schemas of contracts: what has a name is a component, the rest stands where it is used. */
export interface Schemas {
  /** A schema as it is taken (`input`: defaults may be left out) or given (`output`). */
  schemaOf(schema: z.ZodType, io: Io): Json;
  /** The components that a part of a document refers to, directly or through others. */
  componentsOf(part: unknown): Record<string, Json>;
}

/**
 * Names are settled over all routes at once, so that a component has the same name in every document. An answer's form
 * has the plain name; where a request takes another form of the same thing, that one is called `…Request`.
 */
export function schemasOf(routes: readonly AnyRoute[]): Schemas {
  const named = { input: new Map<string, Json>(), output: new Map<string, Json>() };
  for (const { params, query, body, reply } of routes) {
    for (const schema of [params, query, body]) if (schema) collect(schema, 'input');
    collect(reply.body, 'output');
  }
  const unlike = namesThatDiffer(named);
  const nameOf = (name: string, io: Io): string => (io === 'input' && unlike.has(name) ? `${name}Request` : name);
  const components = new Map<string, Json>();
  for (const io of ['input', 'output'] as const) for (const [name, json] of named[io]) components.set(nameOf(name, io), pointed(json, io));

  function collect(schema: z.ZodType, io: Io): void {
    for (const [name, json] of Object.entries(convert(schema, io).$defs)) named[io].set(name, json);
  }

  function pointed(json: Json, io: Io): Json {
    return mapReferences(json, (name) => `#/components/schemas/${nameOf(name, io)}`);
  }

  return {
    schemaOf: (schema, io) => pointed(convert(schema, io).root, io),
    componentsOf: (part) => {
      const used = new Map<string, Json>();
      const rest = referencesIn(part);
      for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
        const component = components.get(name);
        if (!component || used.has(name)) continue;
        used.set(name, component);
        rest.push(...referencesIn(component));
      }
      return Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}

/** Names whose forms as taken and as given are unlike, in themselves or in what they refer to. */
function namesThatDiffer({ input, output }: Record<Io, ReadonlyMap<string, Json>>): Set<string> {
  const inBoth = [...input.keys()].filter((name) => output.has(name));
  const unlike = new Set(inBoth.filter((name) => inOrder(input.get(name)) !== inOrder(output.get(name))));
  for (let before = -1; before !== unlike.size;) {
    before = unlike.size;
    for (const name of inBoth) if (referencesIn(input.get(name)).some((other) => unlike.has(other))) unlike.add(name);
  }
  return unlike;
}

/** The text of a JSON value, whatever the order of its members. */
function inOrder(json: unknown): string {
  return JSON.stringify(json, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

function convert(schema: z.ZodType, io: Io): { root: Json; $defs: Record<string, Json> } {
  const {
    $schema: _,
    $defs = {},
    ...root
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      if (def.type === 'bigint') jsonSchema.type = 'integer';
      // The format says it; the pattern of all days that exist is a page long.
      if (jsonSchema.format === 'date' || jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      // zod leaves both out where a text is read first, as in parameters; the caller wants to know them all the same.
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (Array.isArray(examples)) jsonSchema.examples = examples;
      if (io === 'input' && def.type === 'default') jsonSchema.default = (def as z.core.$ZodDefaultDef).defaultValue as typeof jsonSchema.default;
    },
  }) as Json & { $defs?: Record<string, Json> };
  return { root, $defs };
}

const reference = /^#\/(?:\$defs|components\/schemas)\/(.+)$/;

function mapReferences(json: Json, to: (name: string) => string): Json {
  return JSON.parse(JSON.stringify(json), (key, value: unknown) => {
    const name = key === '$ref' && typeof value === 'string' ? reference.exec(value)?.[1] : undefined;
    return name === undefined ? value : to(name);
  }) as Json;
}

function referencesIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    const name = key === '$ref' && typeof value === 'string' ? reference.exec(value)?.[1] : undefined;
    return name === undefined ? referencesIn(value) : [name];
  });
}
