import { expect, test } from '@jest/globals';
import { partsOf, timeLabels, windowsOf } from './windows.ts';

const later = '2030-01-01';

test('a period without time keys is one window', () => {
  expect(windowsOf({ from: '2022-04-01', to: '2023-03-31' }, [], later)).toEqual([{ from: '2022-04-01', to: '2023-03-31', days: 365 }]);
});

test('months at the edges are cut by the range', () => {
  expect(windowsOf({ from: '2024-02-27', to: '2024-04-02' }, ['month'], later)).toEqual([
    { from: '2024-02-27', to: '2024-02-29', days: 3 },
    { from: '2024-03-01', to: '2024-03-31', days: 31 },
    { from: '2024-04-01', to: '2024-04-02', days: 2 },
  ]);
});

test('of several keys each window lies in one of each', () => {
  const windows = windowsOf({ from: '2024-03-28', to: '2024-04-08' }, ['week', 'month', 'fiscal-year'], later);

  expect(windows.map((window) => timeLabels(window, ['week', 'month', 'fiscal-year']))).toEqual([
    { week: '2024-W13', month: '2024-03', fiscalYear: '2023-24' },
    { week: '2024-W14', month: '2024-04', fiscalYear: '2024-25' },
    { week: '2024-W15', month: '2024-04', fiscalYear: '2024-25' },
  ]);
});

test('weeks are those of ISO 8601: the first days of January can belong to the year before', () => {
  expect(timeLabels({ from: '2021-01-01', to: '2021-01-03' }, ['week'])).toEqual({ week: '2020-W53' });
  expect(timeLabels({ from: '2024-12-30', to: '2025-01-05' }, ['week'])).toEqual({ week: '2025-W01' });
});

test('quarters are fiscal: January to March is the fourth', () => {
  const windows = windowsOf({ from: '2022-04-01', to: '2023-03-31' }, ['fiscal-quarter'], later);

  expect(windows.map((window) => [window.from, timeLabels(window, ['fiscal-quarter']).fiscalQuarter])).toEqual([
    ['2022-04-01', '2022-23-Q1'],
    ['2022-07-01', '2022-23-Q2'],
    ['2022-10-01', '2022-23-Q3'],
    ['2023-01-01', '2022-23-Q4'],
  ]);
});

test('a running period has its days up to today; what lies after has no window', () => {
  expect(windowsOf({ from: '2024-04-01', to: '2025-03-31' }, [], '2024-04-10')).toEqual([{ from: '2024-04-01', to: '2025-03-31', days: 10 }]);
  expect(windowsOf({ from: '2024-04-01', to: '2025-03-31' }, ['month'], '2024-04-10')).toHaveLength(1);
  expect(windowsOf({ from: '2025-04-01', to: '9999-12-31' }, [], '2024-04-10')).toEqual([]);
});

test('a period is read in whole months, the days at its edges, and the counts of months whose total is not what was known', () => {
  const read = (from: string, to: string, changed?: string) =>
    partsOf({ from, to }, (month) => month !== changed).map((part) => `${part.kind} ${part.from} ${part.to}`);

  expect(read('2022-04-15', '2022-06-02')).toEqual(['days 2022-04-15 2022-04-30', 'month 2022-05-01 2022-05-31', 'days 2022-06-01 2022-06-02']);
  expect(read('2022-04-01', '2022-06-30', '2022-05-01')).toEqual([
    'month 2022-04-01 2022-04-30',
    'counts 2022-05-01 2022-05-31',
    'month 2022-06-01 2022-06-30',
  ]);
  expect(read('2022-04-02', '2022-04-30', '2022-04-01')).toEqual(['counts 2022-04-02 2022-04-30']);
  expect(read('2022-04-30', '2022-05-01')).toEqual(['days 2022-04-30 2022-04-30', 'days 2022-05-01 2022-05-01']);
});
