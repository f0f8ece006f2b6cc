import { expect, test } from '@jest/globals';
import { fiscalQuarterOf, fiscalQuarterPeriod, fiscalYearOf, fiscalYearPeriod } from './fiscal.ts';

test.each([
  ['2022-03-31', '2021-22', '2021-22-Q4'],
  ['2022-04-01', '2022-23', '2022-23-Q1'],
  ['2022-06-30', '2022-23', '2022-23-Q1'],
  ['2022-07-01', '2022-23', '2022-23-Q2'],
  ['2022-09-30', '2022-23', '2022-23-Q2'],
  ['2022-10-01', '2022-23', '2022-23-Q3'],
  ['2022-12-31', '2022-23', '2022-23-Q3'],
  ['2023-01-01', '2022-23', '2022-23-Q4'],
  ['2024-02-29', '2023-24', '2023-24-Q4'],
  ['1999-12-31', '1999-00', '1999-00-Q3'],
])('%s lies in the fiscal year %s and the quarter %s', (day, year, quarter) => {
  expect([fiscalYearOf(day), fiscalQuarterOf(day)]).toEqual([year, quarter]);
});

test.each([
  ['2023-24-Q1', '2023-04-01', '2023-06-30'],
  ['2023-24-Q2', '2023-07-01', '2023-09-30'],
  ['2023-24-Q3', '2023-10-01', '2023-12-31'],
  ['2023-24-Q4', '2024-01-01', '2024-03-31'],
])('the quarter %s runs from %s to %s', (quarter, from, to) => {
  expect(fiscalQuarterPeriod(quarter)).toEqual({ from, to });
});

test('a fiscal year runs from April to March, and its quarters fill it day by day', () => {
  expect(fiscalYearPeriod('2022-23')).toEqual({ from: '2022-04-01', to: '2023-03-31' });
  for (let day = Temporal.PlainDate.from('2019-04-01'); day.year < 2025; day = day.add({ days: 1 })) {
    const { from, to } = fiscalQuarterPeriod(fiscalQuarterOf(day.toString()));
    expect(from <= day.toString() && day.toString() <= to).toBe(true);
  }
});
