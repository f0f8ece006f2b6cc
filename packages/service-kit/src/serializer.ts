import fastJsonStringify from 'fast-json-stringify';
import { z } from 'zod';

export type Serialize = (value: unknown) => string;

const compiled = new WeakMap<z.ZodType, Serialize>();

/** A serializer compiled from the answer's schema: what the schema does not name does not appear. */
export function serializerFor(schema: z.ZodType): Serialize {
  let serialize = compiled.get(schema);
  if (!serialize) {
    serialize = schema instanceof z.ZodUnion && schema.options.every(isObject) ? oneOf(schema.options) : compile(schema);
    compiled.set(schema, serialize);
  }
  return serialize;
}

/** An answer in one of several forms: the form is told by its members, since validating each in turn would cost more than writing it. */
function oneOf(forms: readonly z.ZodObject[]): Serialize {
  const compiledForms = forms.map((form) => ({
    members: new Set(Object.keys(form.shape)),
    required: Object.keys(form.shape).filter((name) => !form.shape[name]?.isOptional()),
    serialize: serializerFor(form),
  }));
  return (value) => {
    const names = Object.keys(value as object);
    const form = compiledForms.find(({ members, required }) => names.every((name) => members.has(name)) && required.every((name) => names.includes(name)));
    if (!form) throw new TypeError('an answer in none of the forms of its contract');
    return form.serialize(value);
  };
}

function isObject(schema: unknown): schema is z.ZodObject {
  return schema instanceof z.ZodObject;
}

/** Asked of the schema itself: which of its parts have become JSON Schema by now depends on how it is wrapped. */
function isExactInteger(schema: unknown): boolean {
  return schema instanceof z.ZodUnion && schema.options.every((option: unknown) => option instanceof z.ZodBigInt || option instanceof z.ZodNumberFormat);
}

function compile(schema: z.ZodType): Serialize {
  const json = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: 'output',
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) => {
      // A bigint is an integer of JSON: exact, however large. A sum is one or the other, so the union is one integer too.
      if (zodSchema._zod.def.type === 'bigint' || isExactInteger(zodSchema)) {
        delete jsonSchema.anyOf;
        jsonSchema.type = 'integer';
      }
      // Patterns and formats were settled when the value came in; the serializer would only slow down over them.
      delete jsonSchema.format;
      delete jsonSchema.pattern;
    },
  });
  return fastJsonStringify(asTypeList(json) as never) as Serialize;
}

const scalars = ['string', 'number', 'integer', 'boolean'];

/** A union of plain values is one list of types: the serializer would hold each value against every option, and cannot at all where null is one. */
function asTypeList(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json), (_key, node: unknown) => {
    if (typeof node !== 'object' || node === null || !('anyOf' in node) || !Array.isArray(node.anyOf)) return node;
    const types = node.anyOf.map((option: { type?: unknown }) => option.type);
    if (!types.every((type) => typeof type === 'string' && scalars.includes(type))) return node;
    const { anyOf: _anyOf, ...rest } = node;
    return { ...rest, type: [...new Set(types)] };
  }) as unknown;
}
