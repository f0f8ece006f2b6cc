import { expect, test } from '@jest/globals';
import { decideByPerson, decideByRule, type Occasion } from './extension.ts';

const source = { document: 'test', asOf: '2024-05-01', quality: 'measured' as const };
const occasion = (over: Partial<Occasion> = {}): Occasion => ({
  on: '2024-05-01',
  nearest: { siteId: 'OFFICE', km: 12 },
  limitKm: 10,
  standing: undefined,
  source,
  ...over,
});

test.each([
  [9.99, 'exempt', 'passport-office-near'],
  [10, 'exempt', 'passport-office-near'],
  [10.01, 'extended', 'no-passport-office-near'],
] as const)('an office at %s km makes the site %s', (km, state, basis) => {
  expect(decideByRule(occasion({ nearest: { siteId: 'OFFICE', km } }))).toMatchObject({ state, basis, since: '2024-05-01', nearestKm: km, limitKm: 10 });
});

test('without any passport office the service is extended', () => {
  expect(decideByRule(occasion({ nearest: undefined }))).toMatchObject({ state: 'extended', nearestSiteId: null, nearestKm: null });
});

test('a person’s decision stands at a later reactivation', () => {
  const standing = decideByPerson(occasion(), 'exempt');

  expect(decideByRule(occasion({ on: '2024-09-01', standing }))).toBe(standing);
});

test('what is only confirmed holds since it began', () => {
  const standing = decideByRule(occasion());

  expect(decideByPerson(occasion({ on: '2024-09-01', standing }), 'extended').since).toBe('2024-05-01');
  expect(decideByPerson(occasion({ on: '2024-09-01', standing }), 'exempt').since).toBe('2024-09-01');
});
