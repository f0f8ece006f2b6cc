import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { faultsOf, parsing, textFaults } from './faults.ts';

const faults = (schema: z.ZodType, value: unknown, place: 'body' | 'query' = 'body') =>
  faultsOf(place, schema.safeParse(value, parsing).error?.issues ?? []).map(({ pointer, code, detail }) => [pointer, code, detail.en]);

test('every fault has its pointer, its code and what would be right', () => {
  const schema = z.strictObject({
    name: z.string().min(2),
    count: z.int().max(9),
    day: z.iso.date(),
    kind: z.enum(['a', 'b']),
    list: z.array(z.strictObject({ x: z.number() })).max(2),
    code: z.string().regex(/^[A-Z]$/),
  });

  expect(faults(schema, { name: 'n', count: 1.5, day: '2023-02-30', kind: 'c', list: [{ x: '1', 'a/b~c': 1 }, { x: 2 }], code: 'a' })).toEqual([
    ['/name', 'too-small', 'must have at least 2 characters'],
    ['/count', 'invalid-type', 'must be a whole number'],
    ['/day', 'invalid-date', 'must be a day that exists, as YYYY-MM-DD'],
    ['/kind', 'not-allowed', 'must be one of: a, b'],
    ['/list/0/x', 'invalid-type', 'must be a number'],
    ['/list/0/a~1b~0c', 'unknown-member', 'is not a member of this schema'],
    ['/code', 'invalid-format', 'must match /^[A-Z]$/'],
  ]);
  expect(faults(schema.pick({ list: true }), { list: [1, 2, 3] })).toEqual([['/list', 'too-large', 'must have at most 2 elements']]);
  expect(faults(schema, {}).map(([pointer, code]) => [pointer, code])).toEqual(
    ['/name', '/count', '/day', '/kind', '/list', '/code'].map((pointer) => [pointer, 'required']),
  );
});

test('a fault within a list of parameters points at the parameter', () => {
  expect(faults(z.strictObject({ kind: z.array(z.enum(['a'])) }), { kind: ['a', 'x'], more: 1 }, 'query')).toEqual([
    ['/kind', 'not-allowed', 'must be one of: a'],
    ['/more', 'unknown-member', 'is not a parameter of this call'],
  ]);
});

test('of a body that may be one thing or another the faults are those of the form that it comes nearest to', () => {
  const one = z.strictObject({ fileNumber: z.string(), count: z.int() });
  const schema = z.union([one, z.strictObject({ files: z.array(one) })]);

  expect(faults(schema, { files: [{ fileNumber: 1, count: 1 }] })).toEqual([['/files/0/fileNumber', 'invalid-type', 'must be a text']]);
  expect(faults(z.union([z.string(), z.number()]), true)).toEqual([['', 'invalid-value', 'is not valid']]);
  expect(faults(schema, { fileNumber: 'a', count: 'b' })).toEqual([['/count', 'invalid-type', 'must be a number']]);
});

test('texts that nothing could keep are found in values and in names, however deep', () => {
  let deep: unknown = '\0';
  for (let level = 0; level < 500_000; level += 1) deep = [deep];

  expect(
    textFaults('body', { a: ['x', '\ud800'], 'b\0': 1, c: '🍁' })
      .map(({ pointer }) => pointer)
      .sort(),
  ).toEqual(['', '/a/1']);
  expect(textFaults('body', deep)).toHaveLength(1);
});
