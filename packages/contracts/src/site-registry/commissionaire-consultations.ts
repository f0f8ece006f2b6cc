import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, qualityParameter, repeatableParameter, timeParameters } from '../core/parameters.ts';
import { Day, listOf, Reason, Region, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { Committee } from './commissionaire-reviews.ts';

const RecordId = z
  .string()
  .min(2)
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const Period = z
  .strictObject({ from: Day, to: Day, precision: z.enum(['day', 'week', 'month']) })
  .refine(({ from, to }) => from <= to, { path: ['from'], params: { code: 'from-after-to' } })
  .refine(({ from, to, precision }) => precision !== 'day' || from >= to, { path: ['to'], params: { code: 'not-one-day' } })
  .refine(({ from, to, precision }) => precision !== 'month' || from > to || isMonth(from, to), { path: ['to'], params: { code: 'not-one-month' } })
  .meta({ id: 'ConsultationPeriod', description: both('When, as exactly as the source says', 'Quand, aussi exactement que le dit la source') });
function isMonth(from: string, to: string): boolean {
  const { year, month, daysInMonth } = Temporal.PlainDate.from(from);
  return from.endsWith('-01') && to === Temporal.PlainDate.from({ year, month, day: daysInMonth }).toString();
}
const content = {
  committee: Committee,
  state: z.enum(['planned', 'ongoing', 'held', 'cancelled']),
  period: Period.nullable(),
  region: Region.nullable().meta({ description: both('null: national, or all regions', 'null : nationale, ou toutes les régions') }),
  subject: LocalizedText,
};
export const Consultation = z
  .strictObject({ consultationId: RecordId, ...content, source: Source, effectiveOn: Day, revision: z.int().min(1) })
  .meta({ id: 'CommissionaireConsultation' });
export type Consultation = z.infer<typeof Consultation>;
const Reading = z.strictObject({ ...Consultation.shape, ...timeAxes }).meta({ id: 'CommissionaireConsultationReading' });
const consultationParams = z.strictObject({ consultationId: RecordId });

export const listConsultations = defineRoute({
  method: 'GET',
  path: '/v1/commissionaires/consultations',
  scope: 'sites:read',
  summary: { en: 'Commissionaires: consultations', fr: 'Commissionnaires : consultations' },
  query: z.strictObject({
    committee: repeatableParameter(Committee).optional(),
    region: repeatableParameter(Region).optional(),
    ...timeParameters,
    ...qualityParameter,
    ...pageParameters,
  }),
  reply: { status: 200, body: z.strictObject({ ...listOf(Consultation).shape, ...timeAxes }).meta({ id: 'CommissionaireConsultationList' }) },
  problems: ['known-at-in-future'],
  example: { query: { committee: ['policy-committee'] } },
});

export const readConsultation = defineRoute({
  method: 'GET',
  path: '/v1/commissionaires/consultations/{consultationId}',
  scope: 'sites:read',
  summary: { en: 'Commissionaires: one consultation', fr: 'Commissionnaires : une consultation' },
  params: consultationParams,
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: Reading },
  problems: ['known-at-in-future'],
  example: { params: { consultationId: 'policy-committee-2023-03' } },
});

export const recordConsultation = defineRoute({
  method: 'POST',
  path: '/v1/commissionaires/consultations',
  scope: 'sites:write',
  summary: { en: 'Commissionaires: record a consultation', fr: 'Commissionnaires : consigner une consultation' },
  body: z
    .strictObject({
      ...content,
      period: Period.nullable().default(null),
      region: Region.optional(),
      source: Source.optional(),
      effectiveOn: Day.optional(),
      reason: Reason.optional(),
    })
    .meta({ id: 'NewCommissionaireConsultation' }),
  reply: { status: 201, body: Reading },
  problems: ['outside-region', 'day-in-future'],
  example: {
    body: {
      committee: 'health-safety-committee',
      state: 'planned',
      region: 'atlantic',
      period: { from: '2023-06-05', to: '2023-06-05', precision: 'day' },
      subject: { en: 'Return to pre-pandemic posts', fr: 'Retour aux postes d’avant la pandémie' },
    },
  },
});

export const changeConsultation = defineRoute({
  method: 'PATCH',
  path: '/v1/commissionaires/consultations/{consultationId}',
  scope: 'sites:write',
  summary: { en: 'Commissionaires: change a consultation', fr: 'Commissionnaires : modifier une consultation' },
  params: consultationParams,
  ifMatch: true,
  body: z
    .strictObject({
      state: content.state.optional(),
      period: content.period.optional(),
      subject: LocalizedText.optional(),
      effectiveOn: Day.optional(),
      reason: Reason,
    })
    .meta({ id: 'CommissionaireConsultationChange' }),
  reply: { status: 200, body: Reading },
  problems: ['outside-region', 'effective-before-start', 'day-in-future'],
  example: { params: { consultationId: 'policy-committee-2023-05-15' }, body: { state: 'held', reason: 'Example' } },
});
