import { expect, test } from '@jest/globals';
import { isWhole, knownPart, shiftBack, shiftOf } from './shift.ts';

test('of a range the period before is as many days just before', () => {
  const period = { from: '2023-04-01', to: '2023-05-09' };

  expect(shiftBack(period, shiftOf('previous-period', period, [], false))).toEqual({ from: '2023-02-21', to: '2023-03-31' });
});

test('of a fiscal year, a quarter and a month it is the one before, to the same day', () => {
  expect(shiftBack({ from: '2023-04-01', to: '2023-05-09' }, shiftOf('previous-period', { from: '2023-04-01', to: '2024-03-31' }, [], true))).toEqual({
    from: '2022-04-01',
    to: '2022-05-09',
  });
  expect(shiftBack({ from: '2023-04-01', to: '2023-06-30' }, { months: 3 })).toEqual({ from: '2023-01-01', to: '2023-03-31' });
  expect(shiftBack({ from: '2023-03-01', to: '2023-03-31' }, { months: 1 })).toEqual({ from: '2023-02-01', to: '2023-02-28' });
});

test('a whole month is compared with the whole month of last year, also in leap years', () => {
  expect(shiftBack({ from: '2025-02-01', to: '2025-02-28' }, { months: 12 })).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  expect(shiftBack({ from: '2024-02-01', to: '2024-02-29' }, { months: 12 })).toEqual({ from: '2023-02-01', to: '2023-02-28' });
});

test('a week is compared with the same weekdays of last year', () => {
  const week = { from: '2024-02-26', to: '2024-03-03' };

  expect(shiftBack(week, shiftOf('same-period-last-year', week, ['week'], false))).toEqual({ from: '2023-02-27', to: '2023-03-05' });
});

test('nothing lies before the first year', () => expect(shiftBack({ from: '0001-01-01', to: '0001-01-31' }, { months: 12 })).toBeUndefined());

test('a window is known from its first to its last day with data; a weekend at its ends is no gap', () => {
  const april = { from: '2023-04-01', to: '2023-04-30' };

  expect(knownPart(april, { first: '2023-04-03', last: '2023-04-28' })).toEqual(april);
  expect(knownPart(april, { first: '2023-04-05', last: '2023-04-27' })).toEqual({ from: '2023-04-05', to: '2023-04-27' });
});

test('a long weekend leaves a window whole, more days do not', () => {
  const week = { from: '2022-04-15', to: '2022-04-30' };

  expect(isWhole(week, { first: '2022-04-19', last: '2022-04-29' })).toBe(true);
  expect(isWhole(week, { first: '2022-04-20', last: '2022-04-29' })).toBe(false);
});
