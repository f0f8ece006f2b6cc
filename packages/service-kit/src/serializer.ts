import fastJsonStringify from 'fast-json-stringify';
import { z } from 'zod';

export type Serialize = (value: unknown) => string;

const compiled = new WeakMap<z.ZodType, Serialize>();

/** A serializer compiled from the answer's schema: what the schema does not name does not appear. */
export function serializerFor(schema: z.ZodType): Serialize {
  let serialize = compiled.get(schema);
  if (!serialize) {
    const json = z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'output', unrepresentable: 'any', reused: 'inline', override: ({ zodSchema, jsonSchema }) => {
      // A bigint is an integer of JSON: exact, however large. A sum is one or the other, so the union is one integer too.
      if (zodSchema._zod.def.type === 'bigint') jsonSchema.type = 'integer';
      if (jsonSchema.anyOf?.every((option) => typeof option === 'object' && 'type' in option && option.type === 'integer')) {
        delete jsonSchema.anyOf;
        jsonSchema.type = 'integer';
      }
      // Patterns and formats were settled when the value came in; the serializer would only slow down over them.
      delete jsonSchema.format;
      delete jsonSchema.pattern;
    } });
    serialize = fastJsonStringify(json as never) as Serialize;
    compiled.set(schema, serialize);
  }
  return serialize;
}
