import { expect, test } from '@jest/globals';
import { expectedRange, referencePeriod, spreadOf } from './method.ts';

test('the spread is the scaled median distance, and at least what chance gives to counts', () => {
  expect(spreadOf({ median: 100, mad: 20 })).toBeCloseTo(29.652, 6);
  expect(spreadOf({ median: 100, mad: 2 })).toBe(10);
  expect(spreadOf({ median: 0, mad: 0 })).toBe(1);
});

test('what does not stand out lies within six spreads, never below zero, and on a holiday from zero on', () => {
  expect(expectedRange({ median: 100, mad: 2 }, false)).toEqual({ low: 40, high: 160 });
  expect(expectedRange({ median: 100, mad: 2 }, true)).toEqual({ low: 0, high: 160 });
  expect(expectedRange({ median: 2.5, mad: 1 }, false)).toEqual({ low: 0, high: 11 });
});

test('days are judged by their own four weeks, the four before and the four after, whatever the period asked for', () => {
  expect(referencePeriod({ from: '2024-04-10', to: '2024-04-10' })).toEqual({ from: '2024-02-26', to: '2024-05-19' });
  expect(referencePeriod({ from: '2024-03-25', to: '2024-04-21' })).toEqual({ from: '2024-02-26', to: '2024-05-19' });
  expect(referencePeriod({ from: '1999-12-31', to: '2000-01-03' })).toEqual({ from: '1999-11-08', to: '2000-02-27' });
  expect(referencePeriod({ from: '0001-01-01', to: '9999-12-31' })).toEqual({ from: '0001-01-01', to: '9999-12-31' });
});
