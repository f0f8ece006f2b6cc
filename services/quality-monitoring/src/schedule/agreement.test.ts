import { expect, test } from '@jest/globals';
import { allowedBy } from './agreement.ts';

test('suspended allows nothing, and full allows every mode in every zone, without being told', () => {
  expect(allowedBy('suspended', undefined)).toEqual([]);
  expect(allowedBy('full', undefined)).toEqual([
    { zone: 'citizen-service-zone', modes: ['virtual', 'on-site'] },
    { zone: 'reception-zone', modes: ['virtual', 'on-site'] },
    { zone: 'self-service-zone', modes: ['virtual', 'on-site'] },
  ]);
});

test('what a limited program allows is kept in one order, each zone once', () => {
  const allowed = allowedBy('limited', [
    { zone: 'self-service-zone', modes: ['on-site'] },
    { zone: 'citizen-service-zone', modes: ['on-site'] },
    { zone: 'citizen-service-zone', modes: ['virtual', 'on-site'] },
  ]);

  expect(allowed).toEqual([
    { zone: 'citizen-service-zone', modes: ['virtual', 'on-site'] },
    { zone: 'self-service-zone', modes: ['on-site'] },
  ]);
});

test.each([
  ['suspended', [{ zone: 'reception-zone', modes: ['virtual'] }]],
  ['limited', undefined],
  ['limited', []],
  ['full', [{ zone: 'reception-zone', modes: ['virtual'] }]],
] as const)('%s contradicts %j', (extent, allowed) => {
  expect(() =>
    allowedBy(
      extent,
      allowed?.map((one) => ({ zone: one.zone, modes: [...one.modes] })),
    ),
  ).toThrow('extent-contradicts-allowed');
});
