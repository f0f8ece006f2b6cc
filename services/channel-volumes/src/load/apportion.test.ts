import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { apportion } from './apportion.ts';

test('the largest remainders get what is left', () => {
  expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3]);
  expect(apportion(7, [0, 10, 20])).toEqual([0, 2, 5]);
});

test('shares always add up to the total, and none is a whole unit away from its quota', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.array(fc.nat(1_000_000_000), { minLength: 1, maxLength: 200 }), (total, weights) => {
      const sum = weights.reduce((all, weight) => all + weight, 0);
      fc.pre(sum > 0);

      const shares = apportion(total, weights);

      expect(shares.reduce((all, share) => all + share, 0)).toBe(total);
      for (const [index, share] of shares.entries()) expect(Math.abs(share - (total * weights[index]!) / sum)).toBeLessThan(1.000001);
    }),
    { numRuns: 100 },
  );
});
