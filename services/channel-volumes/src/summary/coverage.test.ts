import { expect, test } from '@jest/globals';
import { isAlike, knownWindow } from './coverage.ts';
import { WorkingDays } from './working-days.ts';

const workingDays = new WorkingDays(['2022-07-01', '2022-12-26', '2022-12-27', '2023-01-02', '2023-04-07', '2023-04-10']);
const knownIn = (from: string, to: string, firstOn: string, lastOn: string, today = '2024-06-01') =>
  knownWindow({ firstOn, lastOn }, { from, to }, { workingDays, today });

test('working days are Monday to Friday without the holidays of the whole country, also over months and years', () => {
  expect(workingDays.countIn({ from: '2022-07-01', to: '2022-07-31' })).toBe(20);
  expect(workingDays.countIn({ from: '2022-12-23', to: '2023-01-03' })).toBe(5);
  expect(workingDays.countIn({ from: '2022-07-31', to: '2022-07-31' })).toBe(0);
  expect(workingDays.countIn({ from: '2024-01-31', to: '2024-01-31' })).toBe(1);
  expect(workingDays.countIn({ from: '2024-02-01', to: '2024-01-31' })).toBe(0);
});

test('a window is known from its first to its last day with data; weekends and holidays at its ends are no gap', () => {
  expect(knownIn('2022-07-01', '2022-07-31', '2022-07-04', '2022-07-29')).toEqual({ from: '2022-07-01', to: '2022-07-31' });
  expect(knownIn('2023-01-01', '2023-01-31', '2023-01-03', '2023-01-31')).toEqual({ from: '2023-01-01', to: '2023-01-31' });
  expect(knownIn('2023-04-01', '2024-03-31', '2023-04-03', '2023-05-09')).toEqual({ from: '2023-04-01', to: '2023-05-09' });
  expect(knownIn('2022-07-01', '2022-07-31', '2022-07-05', '2022-07-28')).toEqual({ from: '2022-07-05', to: '2022-07-28' });
});

test('of a running window what lies after today is no gap', () => {
  expect(knownIn('2024-04-01', '2025-03-31', '2024-04-01', '2024-04-10', '2024-04-10')).toEqual({ from: '2024-04-01', to: '2024-04-10' });
});

test('a twentieth of the days may be missing, and one day from four on', () => {
  const year = { known: 250, open: 250 };

  expect(isAlike({ known: 239, open: 251 }, year)).toBe(true);
  expect(isAlike({ known: 237, open: 251 }, year)).toBe(false);
  expect(isAlike({ known: 4, open: 5 }, { known: 5, open: 5 })).toBe(true);
  expect(isAlike({ known: 3, open: 5 }, { known: 5, open: 5 })).toBe(false);
  expect(isAlike({ known: 1, open: 2 }, { known: 2, open: 2 })).toBe(false);
});

test('two windows that are known alike can be compared, also where little is known of either', () => {
  expect(isAlike({ known: 50, open: 250 }, { known: 52, open: 251 })).toBe(true);
  expect(isAlike({ known: 4, open: 22 }, { known: 5, open: 21 })).toBe(true);
  expect(isAlike({ known: 22, open: 22 }, { known: 2, open: 21 })).toBe(false);
  expect(isAlike({ known: 1, open: 22 }, { known: 2, open: 21 })).toBe(false);
});
