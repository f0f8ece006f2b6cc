import { expect, test } from '@jest/globals';
import { formatFigure } from './format.ts';

test.each([
  [1468, 'people', '1,468', '1\u202f468'],
  [6_335_456, 'clients', '6,335,456', '6\u202f335\u202f456'],
  [0.04, 'fraction', '4%', '4\u00a0%'],
  [0.005, 'fraction', '0.5%', '0,5\u00a0%'],
  ['2023-05-01', 'day', 'May 1, 2023', '1er mai 2023'],
  ['2023-02', 'month', 'February 2023', 'février 2023'],
  ['2023-24-Q1', 'fiscal-quarter', 'Q1 2023-24', 'T1 2023-24'],
  ['ESDC', 'department', 'ESDC', 'EDSC'],
])('%s as %s reads %s in English and %s in French', (value, unit, en, fr) => {
  expect([formatFigure(value, unit, 'en'), formatFigure(value, unit, 'fr')]).toEqual([en, fr]);
});
