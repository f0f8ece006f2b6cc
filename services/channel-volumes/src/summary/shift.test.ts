import { expect, test } from '@jest/globals';
import { shiftBack, shiftOf } from './shift.ts';

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
