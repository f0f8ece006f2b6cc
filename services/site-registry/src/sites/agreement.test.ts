import { expect, test } from '@jest/globals';
import { datedSites, reportedSites } from '../load/register-data.ts';
import { checkPlace } from './agreement.ts';

const toronto = { region: 'ontario', province: 'ON', address: { city: 'Toronto' }, location: { lat: 43.65, lon: -79.38 } } as const;
const faultsOf = (location: { lat: number; lon: number }) => {
  try {
    checkPlace({ ...toronto, location });
    return [];
  } catch (error) {
    const { code, options } = error as { code: string; options: { faults: { pointer: string; detail: { en: string; fr: string } }[] } };
    return [code, ...options.faults.map(({ pointer }) => pointer)];
  }
};

test('every real point lies in its province', () => {
  const places = [...reportedSites(), ...datedSites()].flatMap(({ versions }) => versions.map(({ content }) => content));

  expect(places.length).toBeGreaterThan(595);
  for (const place of places) expect(() => checkPlace(place)).not.toThrow();
});

test.each([
  ['Toronto', 43.65, -79.38, []],
  ['Point Pelee', 41.91, -82.51, []],
  ['Fort Severn', 55.99, -87.63, []],
  ['Boston', 42.36, -71.06, ['region-mismatch', '/location']],
  ['Seattle', 47.6, -122.33, ['region-mismatch', '/location']],
  ['Halifax', 44.65, -63.57, ['region-mismatch', '/location']],
  ['Toronto with the sign of its longitude forgotten', 43.65, 79.38, ['outside-canada', '/location']],
])('%s is told in Ontario or not', (_place, lat, lon, faults) => {
  expect(faultsOf({ lat, lon })).toEqual(faults);
});
