import { expect, test } from '@jest/globals';
import { fill, formatDay, formatMonth } from './text.ts';

test('numbers are grouped as each language does, and texts speak their language', () => {
  expect(
    fill({ en: '{count} of {region}, {day}', fr: '{count} de {region}, {day}' }, { count: 6335456, region: { en: 'Quebec', fr: 'Québec' }, day: '2023-05-16' }),
  ).toEqual({
    en: '6,335,456 of Quebec, 2023-05-16',
    fr: '6\u202F335\u202F456 de Québec, 2023-05-16',
  });
});

test.each([
  [0, '0 sites', '0 site ouvert'],
  [1, '1 site', '1 site ouvert'],
  [1.5, '1.5 sites', '1,5 site ouvert'],
  [2, '2 sites', '2 sites ouverts'],
  [1000000, '1,000,000 sites', '1\u202F000\u202F000 sites ouverts'],
])('%d takes the form that goes with it', (sites, en, fr) => {
  expect(fill({ en: '{sites} {sites:site|sites}', fr: '{sites} {sites:site ouvert|sites ouverts}' }, { sites })).toEqual({ en, fr });
});

test('where the values are words already, the numbers are told beside them', () =>
  expect(fill({ en: '{sites} {sites:site|sites}', fr: '{sites} {sites:site|sites}' }, { sites: 'one' }, { sites: 1 })).toEqual({
    en: 'one site',
    fr: 'one site',
  }));

test('a list is told by commas, each in its own language', () =>
  expect(fill({ en: '{states}', fr: '{states}' }, { states: [{ en: 'open', fr: 'ouvert' }, 'x', 1000] })).toEqual({
    en: 'open, x, 1,000',
    fr: 'ouvert, x, 1\u202F000',
  }));

test('a place without a value stays as it is', () => expect(fill({ en: '{a} {b}', fr: '{a}' }, { a: 1 })).toEqual({ en: '1 {b}', fr: '1' }));

test('days and months are in words; in French the first of a month has its sign', () => {
  expect(formatDay('2023-05-16')).toEqual({ en: 'May 16, 2023', fr: '16 mai 2023' });
  expect(formatDay('2023-04-01')).toEqual({ en: 'April 1, 2023', fr: '1er avril 2023' });
  expect(formatMonth('2023-08')).toEqual({ en: 'August 2023', fr: 'août 2023' });
});
