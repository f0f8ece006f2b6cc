import { expect, test } from '@jest/globals';
import { FiscalQuarter, FiscalYear, Instant } from './schemas.ts';

test.each([
  ['2023-05-16T14:00:00Z', true],
  ['2023-05-16T14:00:00.123456789Z', true],
  ['0001-01-01T00:00:00Z', true],
  ['2023-05-16T14:00:00.1234567890Z', false],
  ['0000-12-31T23:59:59Z', false],
  ['2023-05-16T14:00:00', false],
])('%s is an instant: %s', (instant, isOne) => expect(Instant.safeParse(instant).success).toBe(isOne));

test.each([
  ['2022-23', true],
  ['1999-00', true],
  ['0001-02', true],
  ['0000-01', false],
  ['9999-00', false],
  ['2022-24', false],
])('%s is a fiscal year: %s, and so are its quarters', (year, isOne) => {
  expect(FiscalYear.safeParse(year).success).toBe(isOne);
  expect(FiscalQuarter.safeParse(`${year}-Q1`).success).toBe(isOne);
});
