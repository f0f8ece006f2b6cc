import { operations } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { serializerFor } from './serializer.ts';

test('the answer of every operation can be written', () => {
  const faults = operations.flatMap(({ operationId, route }) => {
    try {
      serializerFor(route.reply.body);
      return [];
    } catch (error) {
      return [`${operationId}: ${String(error)}`];
    }
  });

  expect(faults).toEqual([]);
});

test('a value of several plain types, or null, is written as it is', () => {
  const serialize = serializerFor(z.strictObject({ values: z.array(z.union([z.number(), z.string()]).nullable()) }));

  expect(serialize({ values: [1, 0.5, 'a "quote"', null] })).toBe('{"values":[1,0.5,"a \\"quote\\"",null]}');
});

test('an integer beyond 2^53 is written to the last digit, and a member that the schema does not name not at all', () => {
  const serialize = serializerFor(z.strictObject({ sum: z.union([z.int(), z.bigint()]) }));

  expect(serialize({ sum: 9_007_199_254_740_993n, secret: 1 })).toBe('{"sum":9007199254740993}');
});
