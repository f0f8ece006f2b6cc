import { expect, test } from '@jest/globals';
import { notesOn } from './summary.ts';

const source = { document: 'Network update', asOf: '2023-05-16', quality: 'reported' as const };

test('one clinic and one person are told as one in both languages', () => {
  const reported = { clinics: 2, peopleServed: 1, source };
  const texts = (['en', 'fr'] as const).map((language) => notesOn({ clinics: 1, peopleServed: 2 }, reported, [], language)[0]?.text);

  expect(texts).toEqual([
    'The document states 2 clinics and 1 person; 1 clinic is recorded, with 2 people served.',
    'Le document énonce 2 cliniques et 1 personne; 1 clinique est consignée, avec 2 personnes servies.',
  ]);
});
