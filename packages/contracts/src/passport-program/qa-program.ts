import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { timeParameters } from '../core/parameters.ts';
import { Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { Slug, StatedMonth } from './statements.ts';

const Department = z.enum(['ESDC', 'IRCC']);

/** What a document states of the program as a whole. */
export const QaProgramFacts = z.strictObject({
  name: LocalizedText,
  partOf: LocalizedText.meta({ description: both('The program to which it belongs', 'Le programme dont il fait partie') }),
  legislativeDuty: z.boolean(),
  runBy: Department,
  onBehalfOf: Department,
  scope: LocalizedText,
  method: LocalizedText,
  purposes: z.array(z.strictObject({ code: Slug, text: LocalizedText })),
  resumption: z
    .strictObject({ trigger: LocalizedText, announcedBy: LocalizedText, ...StatedMonth.shape })
    .meta({ description: both('What made the program return', 'Ce qui a déclenché le retour du programme') }),
});

export const QaProgram = z.strictObject({ ...timeAxes, ...QaProgramFacts.shape, source: Source }).meta({ id: 'QaProgram' });

export const readQaProgram = defineRoute({
  method: 'GET',
  path: '/v1/passport/qa/program',
  scope: 'passport:read',
  summary: { en: 'The Passport Quality Assurance Program', fr: 'Le Programme d’assurance qualité de passeport' },
  description: {
    en: 'Whose duty it is, what it is for, and what made it return. 404 for a day of which nothing is stated.',
    fr: 'À qui il incombe, à quoi il sert et ce qui en a déclenché le retour. 404 pour un jour dont rien n’est énoncé.',
  },
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: QaProgram },
  problems: ['known-at-in-future', 'not-found'],
  example: { query: { asOf: '2023-05-16' } },
});
