import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { qualityParameter, timeParameters } from '../core/parameters.ts';
import { Count, Day, Note, Reason, Region, setOf, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { PostReason } from './commissionaire-posts.ts';

const content = {
  dueOn: Day,
  targetLevel: z.enum(['pre-pandemic']),
  implementation: z.enum(['full', 'partial']),
  reducedReasons: setOf(PostReason)
    .max(10)
    .meta({
      description: both(
        'The reasons for which posts were added that are now reduced',
        'Les motifs pour lesquels des postes maintenant réduits avaient été ajoutés',
      ),
    }),
  reference: z
    .strictObject({ on: Day, source: Source })
    .nullable()
    .meta({
      description: both(
        'The day whose posts are the target level; null: no document says how many posts that were',
        'Le jour dont les postes sont le niveau visé; null : aucun document ne dit combien de postes c’était',
      ),
    }),
  measures: z.array(LocalizedText).max(50),
};
export const ReductionPlan = z
  .strictObject({ ...content, source: Source, effectiveOn: Day, revision: z.int().min(1) })
  .meta({ id: 'CommissionaireReductionPlan' });
export type ReductionPlan = z.infer<typeof ReductionPlan>;
const Reading = z.strictObject({ ...ReductionPlan.shape, ...timeAxes }).meta({ id: 'CommissionaireReductionPlanReading' });

const Why = z
  .enum(['target-reached', 'reduction-scheduled', 'reduction-not-scheduled', 'overdue', 'not-known', 'no-plan', 'no-reference', 'target-not-known'])
  .meta({
    description: both(
      'not-known: no record says how many posts there are on the day; no-plan: no plan is in force on the day; no-reference: the plan names no day whose posts are the target; target-not-known: no record says how many posts there were on that day',
      'not-known : aucune fiche n’indique combien de postes il y a ce jour-là; no-plan : aucun plan n’est en vigueur ce jour-là; no-reference : le plan ne nomme aucun jour dont les postes sont la cible; target-not-known : aucune fiche n’indique combien de postes il y avait ce jour de référence',
    ),
  });
export const CommissionaireSummary = z
  .strictObject({
    ...timeAxes,
    dueOn: Day.nullable(),
    targetLevel: content.targetLevel.nullable(),
    implementation: content.implementation.nullable(),
    postsNow: Count.nullable(),
    target: Count.nullable(),
    onTrack: z.boolean().nullable(),
    byRegion: z.array(
      z.strictObject({
        region: Region,
        postsNow: Count.nullable().meta({
          description: both(
            'Posts in force on the day; null: the first record begins later, or there is none',
            'Postes en vigueur ce jour-là; null : la première fiche commence plus tard, ou il n’y en a aucune',
          ),
        }),
        byReason: z.array(z.strictObject({ reason: PostReason, posts: Count })),
        target: Count.nullable().meta({
          description: both(
            'Posts on the reference day of the plan; null: not known, by the same rule, or without such a day',
            'Postes au jour de référence du plan; null : inconnus, selon la même règle, ou sans un tel jour',
          ),
        }),
        postsOnDueDay: Count.nullable().meta({
          description: both('Posts that the records keep in force on the due day', 'Postes que les fiches maintiennent en vigueur à l’échéance'),
        }),
        onTrack: z.boolean().nullable(),
        why: Why,
        explanation: z.string(),
        source: Source.meta({
          description: both('The recorded posts, of the weakest quality among them', 'Les postes consignés, de la qualité la plus faible parmi eux'),
        }),
      }),
    ),
    reviews: z.strictObject({ done: Count, of: Count }),
    source: Source.meta({
      description: both(
        'Where the figures come from: the recorded posts of all regions, of the weakest quality among them',
        'D’où viennent les chiffres : les postes consignés de toutes les régions, de la qualité la plus faible parmi eux',
      ),
    }),
    planSource: Source.nullable().meta({
      description: both('Where the plan comes from; null: no plan is in force on the day', 'D’où vient le plan; null : aucun plan n’est en vigueur ce jour-là'),
    }),
    notes: z.array(Note),
  })
  .meta({ id: 'CommissionaireSummary' });
export type CommissionaireSummary = z.infer<typeof CommissionaireSummary>;

export const readCommissionaireSummary = defineRoute({
  method: 'GET',
  path: '/v1/commissionaires/summary',
  scope: 'sites:read',
  summary: { en: 'Commissionaires: posts, target and progress by region', fr: 'Commissionnaires : postes, cible et progrès par région' },
  description: {
    en: 'On track: the target is reached, or the recorded periods bring the posts down to it by the due day. With `quality` the plan, its reference day, the reviews and the posts count each by its own source.',
    fr: 'En bonne voie : la cible est atteinte, ou les périodes consignées y ramènent les postes au plus tard à l’échéance. Avec `quality`, le plan, son jour de référence, les examens et les postes comptent chacun selon sa propre source.',
  },
  query: z.strictObject({ ...timeParameters, ...qualityParameter }),
  reply: { status: 200, body: CommissionaireSummary },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-05-16' } },
});

export const readReductionPlan = defineRoute({
  method: 'GET',
  path: '/v1/commissionaires/reduction-plan',
  scope: 'sites:read',
  summary: { en: 'Commissionaires: the reduction plan', fr: 'Commissionnaires : le plan de réduction' },
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: Reading },
  problems: ['known-at-in-future', 'not-found'],
  example: { query: { asOf: '2023-05-16' } },
});

export const changeReductionPlan = defineRoute({
  method: 'PUT',
  path: '/v1/commissionaires/reduction-plan',
  scope: 'sites:write',
  summary: { en: 'Commissionaires: set the reduction plan', fr: 'Commissionnaires : fixer le plan de réduction' },
  description: { en: 'The plan is national. One that stands already needs If-Match.', fr: 'Le plan est national. Un plan déjà en place exige If-Match.' },
  ifMatch: true,
  body: z
    .strictObject({
      ...content,
      reference: Day.nullable()
        .default(null)
        .meta({ description: both('The day whose posts are the target level', 'Le jour dont les postes sont le niveau visé') }),
      reducedReasons: content.reducedReasons.default([]),
      measures: content.measures.default([]),
      effectiveOn: Day.optional(),
      reason: Reason,
    })
    .meta({ id: 'CommissionaireReductionPlanRecord' }),
  reply: { status: 200, body: Reading },
  problems: ['outside-region', 'effective-before-start'],
  example: {
    body: {
      dueOn: '2023-06-30',
      targetLevel: 'pre-pandemic',
      implementation: 'full',
      reducedReasons: ['covid-19', 'queue-management'],
      reference: '2020-02-29',
      reason: 'Example',
    },
  },
});
