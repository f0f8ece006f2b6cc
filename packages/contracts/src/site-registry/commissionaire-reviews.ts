import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, qualityParameter, timeParameters } from '../core/parameters.ts';
import { Day, listOf, Reason, Region, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';

export const Committee = z.enum(['policy-committee', 'health-safety-committee', 'union-management-committee', 'sumcc']).meta({
  id: 'Committee',
  description: both(
    'policy-committee: Health and Safety Policy Committee; health-safety-committee: occupational health and safety; union-management-committee: union-management consultation; sumcc: SUMCC, as the source names it',
    'policy-committee : Comité d’orientation en matière de santé et de sécurité; health-safety-committee : santé et sécurité au travail (SST); union-management-committee : consultation patronale-syndicale (CCPS); sumcc : SUMCC, comme le nomme la source',
  ),
});
export type Committee = z.infer<typeof Committee>;

const content = {
  state: z.enum(['planned', 'in-progress', 'done']),
  completedOn: Day.nullable().meta({
    description: both('null: not completed, or on a day that the source does not state', 'null : non terminé, ou un jour que la source n’énonce pas'),
  }),
  followingUpdate: z
    .strictObject({ committee: Committee, on: Day })
    .nullable()
    .meta({
      description: both(
        'The update to a committee after which the review was made',
        'La mise à jour fournie à un comité à la suite de laquelle l’examen a été fait',
      ),
    }),
  note: LocalizedText.nullable(),
};
export const CommissionaireReview = z
  .strictObject({ region: Region, ...content, source: Source, effectiveOn: Day, revision: z.int().min(1) })
  .meta({ id: 'CommissionaireReview' });
export type CommissionaireReview = z.infer<typeof CommissionaireReview>;
const Reading = z.strictObject({ ...CommissionaireReview.shape, ...timeAxes }).meta({ id: 'CommissionaireReviewReading' });
const reviewParams = z.strictObject({ region: Region });

export const listCommissionaireReviews = defineRoute({
  method: 'GET',
  path: '/v1/commissionaires/reviews',
  scope: 'sites:read',
  summary: { en: 'Commissionaires: needs reviews by region', fr: 'Commissionnaires : examens des besoins par région' },
  query: z.strictObject({ ...timeParameters, ...qualityParameter, ...pageParameters }),
  reply: { status: 200, body: z.strictObject({ ...listOf(CommissionaireReview).shape, ...timeAxes }).meta({ id: 'CommissionaireReviewList' }) },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-05-16' } },
});

export const readCommissionaireReview = defineRoute({
  method: 'GET',
  path: '/v1/commissionaires/reviews/{region}',
  scope: 'sites:read',
  summary: { en: 'Commissionaires: the needs review of a region', fr: 'Commissionnaires : l’examen des besoins d’une région' },
  params: reviewParams,
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: Reading },
  problems: ['known-at-in-future'],
  example: { params: { region: 'quebec' } },
});

export const recordCommissionaireReview = defineRoute({
  method: 'PUT',
  path: '/v1/commissionaires/reviews/{region}',
  scope: 'sites:write',
  summary: { en: 'Commissionaires: record the needs review of a region', fr: 'Commissionnaires : consigner l’examen des besoins d’une région' },
  description: { en: 'A review that is recorded already needs If-Match.', fr: 'Un examen déjà consigné exige If-Match.' },
  params: reviewParams,
  ifMatch: true,
  body: z
    .strictObject({
      state: content.state,
      completedOn: content.completedOn.optional(),
      followingUpdate: content.followingUpdate.optional(),
      note: content.note.optional(),
      effectiveOn: Day.optional(),
      reason: Reason,
    })
    .refine(({ state, completedOn }) => completedOn === undefined || completedOn === null || state === 'done', {
      path: ['completedOn'],
      params: { code: 'needs-done' },
    })
    .refine(({ completedOn, effectiveOn }) => !completedOn || effectiveOn === undefined || completedOn <= effectiveOn, {
      path: ['effectiveOn'],
      params: { code: 'before-completion' },
    })
    .meta({ id: 'CommissionaireReviewRecord' }),
  reply: { status: 200, body: Reading },
  problems: ['outside-region', 'effective-before-start', 'day-in-future'],
  example: { params: { region: 'quebec' }, body: { state: 'done', completedOn: '2023-04-14', reason: 'Example' } },
});
