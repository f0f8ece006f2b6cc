import { ClinicId } from '@csn/contracts';
import { expect, test } from '@jest/globals';
import { clinicIdOf } from './clinic.ts';

const idOf = (place: string) => clinicIdOf({ heldOn: '2024-03-05', province: 'NU', place });

test.each([
  ['Témiscaming', '2024-03-05-nu-temiscaming'],
  ['  Baker  Lake ', '2024-03-05-nu-baker-lake'],
  ['100 Mile House', '2024-03-05-nu-100-mile-house'],
  ['100', '2024-03-05-nu-100'],
  ['Iqaluit (ᐃᖃᓗᐃᑦ)', '2024-03-05-nu-iqaluit'],
])('the code of a clinic at %j has its words', (place, id) => {
  expect(idOf(place)).toBe(id);
});

test.each(['ᐃᖃᓗᐃᑦ', 'ᐃᖃᓗᐃᑦ 2', '伊魁特', '٣', '²', 'ᐃ '.repeat(40)])('the place %j, without a letter from a to z, has a code of its own', (place) => {
  expect(ClinicId.safeParse(idOf(place)).success).toBe(true);
  expect(idOf(` ${place} `)).toBe(idOf(place));
  expect(idOf(`${place}ᐱ`)).not.toBe(idOf(place));
});

test('the code of a place in syllabics stays what it is', () => expect(idOf('ᐃᖃᓗᐃᑦ')).toBe('2024-03-05-nu-ac57d8d0a668667e'));
