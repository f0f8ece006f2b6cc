import { expect, test } from '@jest/globals';
import { daysOfWeek } from './sequence.ts';

// Values from the calendar: 2020 and 2026 have 53 weeks; 1 January 2023 belongs to the last week of 2022.
test.each([
  ['2022-W52', { from: '2022-12-26', to: '2023-01-01' }],
  ['2023-W01', { from: '2023-01-02', to: '2023-01-08' }],
  ['2023-W23', { from: '2023-06-05', to: '2023-06-11' }],
  ['2020-W53', { from: '2020-12-28', to: '2021-01-03' }],
  ['2026-W53', { from: '2026-12-28', to: '2027-01-03' }],
  ['2023-W53', undefined],
])('the week %s has its days', (week, days) => {
  expect(daysOfWeek(week)).toEqual(days);
});
