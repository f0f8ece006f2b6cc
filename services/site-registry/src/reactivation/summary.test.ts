import { expect, test } from '@jest/globals';
import { notesOn } from './summary.ts';

test.each([
  [0, 'it counts 0 sites reactivated in between.', 'il compte 0 site réactivé entre les deux.'],
  [1, 'it counts 1 site reactivated in between.', 'il compte 1 site réactivé entre les deux.'],
  [3, 'it counts 3 sites reactivated in between.', 'il compte 3 sites réactivés entre les deux.'],
])('%d sites between two statements take the form that goes with them', (between, en, fr) => {
  const neighbours = [
    { asOf: '2023-03-31', count: 208 },
    { asOf: '2023-04-21', count: 210 },
  ] as const;
  const reading = { counted: { reactivated: 0, plannedThisQuarter: 0 }, reported: null, qualities: [], neighbours, between };

  expect(notesOn(reading, 'en')[0]?.text).toMatch(new RegExp(`${en}$`));
  expect(notesOn(reading, 'fr')[0]?.text).toMatch(new RegExp(`${fr}$`));
});
