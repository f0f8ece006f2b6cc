import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, timeParameters } from '../core/parameters.ts';
import { Day, listOf, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { Slug } from './statements.ts';

/** What a document states of the rollout as a whole. */
export const RolloutFacts = z.strictObject({
  name: LocalizedText,
  window: z.strictObject({ from: Day, to: Day, when: LocalizedText }).meta({
    description: both(
      'When the network is to get the new equipment; `when` in the words of the source',
      'Quand le réseau doit recevoir le nouvel équipement; `when` dans les termes de la source',
    ),
  }),
  milestones: z.array(z.strictObject({ code: Slug, on: Day, text: LocalizedText })),
  features: z.array(z.strictObject({ code: Slug, text: LocalizedText })),
});
export const Rollout = z.strictObject({ ...timeAxes, ...RolloutFacts.shape, source: Source }).meta({ id: 'Rollout' });

export const CredentialType = z.enum(['saba-online-course', 'in-person-training', 'health-safety-attestation']).meta({ id: 'CredentialType' });
export const RolloutRequirementFacts = z.strictObject({ type: CredentialType, name: LocalizedText, text: LocalizedText });
export const RolloutRequirement = z.strictObject({ ...RolloutRequirementFacts.shape, source: Source }).meta({ id: 'RolloutRequirement' });

export const readRollout = defineRoute({
  method: 'GET',
  path: '/v1/passport/rollout',
  scope: 'passport:read',
  summary: {
    en: 'The rollout of the new passport booklet and its printers',
    fr: 'Le déploiement du nouveau modèle de carnet de passeport et de ses imprimantes',
  },
  description: {
    en: 'Window, milestones and features. 404 for a day of which nothing is stated.',
    fr: 'Période, jalons et fonctionnalités. 404 pour un jour dont rien n’est énoncé.',
  },
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: Rollout },
  problems: ['known-at-in-future', 'not-found'],
  example: { query: { asOf: '2023-05-16' } },
});

export const listRolloutRequirements = defineRoute({
  method: 'GET',
  path: '/v1/passport/rollout/requirements',
  scope: 'passport:read',
  summary: { en: 'What an operator must have before using a printer', fr: 'Ce qu’un opérateur doit avoir avant d’utiliser une imprimante' },
  query: z.strictObject({ ...timeParameters, ...pageParameters }),
  reply: { status: 200, body: z.strictObject({ ...listOf(RolloutRequirement).shape, ...timeAxes }).meta({ id: 'RolloutRequirementList' }) },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-05-16' } },
});
