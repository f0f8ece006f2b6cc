import { expect, test } from '@jest/globals';
import { negotiateLanguage } from './language.ts';

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['fr', 'fr'],
  ['fr-CA', 'fr'],
  ['FR-ca', 'fr'],
  ['fr-CA, fr, en', 'fr'],
  ['en, fr', 'en'],
  ['en;q=0.5, fr;q=0.8', 'fr'],
  ['fr;q=0.5, en', 'en'],
  ['fr;q=0', 'en'],
  ['de, fr;q=0.1', 'fr'],
  ['de', 'en'],
  ['*', 'en'],
  ['en;q=0, *', 'fr'],
  ['en;q=0', 'fr'],
  ['en;q=0, fr;q=0', 'en'],
  ['fr;q=0.1, *;q=0.5', 'en'],
  ['fry', 'en'],
  [' fr ; q=1 ', 'fr'],
  ['fr;q=nonsense', 'en'],
  [`fr,${'x'.repeat(500)}`, 'en'],
])('Accept-Language %j picks %s', (header, language) => {
  expect(negotiateLanguage(header)).toBe(language);
});
