import { expect, test } from '@jest/globals';
import { reportingDays } from './calendar.ts';

test('the days of a day without a document follow the fiscal calendar', () => {
  expect(reportingDays('2024-05-20')).toEqual({
    fullYear: '2023-24',
    partialFrom: '2024-04-01',
    partialTo: '2024-05-20',
    network: '2024-03-31',
    outreach: '2024-05-20',
    clinicsFrom: '2023-05-21',
    clinicsTo: '2024-05-20',
    modernization: '2024-05-20',
  });
});

test('the parts of the update of 16 May 2023 are counted on the days that the document names', () => {
  expect(reportingDays('2023-05-16')).toMatchObject({ network: '2023-03-31', outreach: '2023-04-21', partialTo: '2023-05-09', modernization: '2023-04-28' });
});
