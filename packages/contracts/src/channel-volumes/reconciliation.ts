import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { booleanParameter, pageParameters, qualityParameter, repeatableParameter, timeParameters } from '../core/parameters.ts';
import { Count, Day, ExactInteger, listOf, Note, Region, Source, timeAxes } from '../core/schemas.ts';
import { both } from '../core/text.ts';
import { annotationMembers } from './annotations.ts';
import { Measure, Unit } from './measures.ts';
import { onePeriod, periodParameters } from './period.ts';

export const ReconciliationRow = z
  .strictObject({
    measure: Measure,
    unit: Unit,
    region: Region.nullable().meta({ description: both('null: the whole country', 'null\u00a0: tout le pays') }),
    from: Day,
    to: Day,
    reported: ExactInteger,
    observed: ExactInteger.nullable().meta({
      description: both(
        'The sum of the observed days of exactly this period; null where there are none, or where the caller may not see them',
        'La somme des jours observés d’exactement cette période; null s’il n’y en a pas ou si l’appelant ne peut les voir',
      ),
    }),
    difference: ExactInteger.nullable().meta({ description: both('reported − observed', 'reported − observed') }),
    days: z
      .int()
      .min(1)
      .meta({ description: both('Calendar days of the period, up to today', 'Jours civils de la période, jusqu’à aujourd’hui') }),
    daysWithData: Count.nullable().meta({ description: both('Days with observed counts', 'Jours avec des nombres observés') }),
    complete: z.boolean().meta({ description: both('Each day has observed counts', 'Chaque jour a des nombres observés') }),
    source: Source.meta({ description: both('Who states the total', 'Qui énonce le total') }),
    notes: z.array(Note),
  })
  .meta({ id: 'ReconciliationRow' });
export type ReconciliationRow = z.infer<typeof ReconciliationRow>;

export const VolumeReconciliation = z
  .strictObject({
    ...timeAxes,
    period: z.strictObject({ from: Day, to: Day }),
    rows: z.array(ReconciliationRow),
    nextCursor: listOf(ReconciliationRow).shape.nextCursor,
    ...annotationMembers,
  })
  .meta({ id: 'VolumeReconciliation' });

export const reconcileVolumes = defineRoute({
  method: 'GET',
  path: '/v1/volumes/reconciliation',
  scope: 'volumes:read',
  summary: { en: 'Compare reported totals with observed days', fr: 'Comparer les totaux rapportés aux jours observés' },
  description: {
    en: 'Every total that a document states for a period within the one asked for, against the sum of the observed days of exactly its period; only where the two differ, unless `all=true`. A caller of a region has the totals of its own region; with `all=true` also those of the whole country, without the counts behind them.',
    fr: 'Chaque total qu’un document énonce pour une période comprise dans celle demandée, comparé à la somme des jours observés d’exactement sa période; seulement s’ils diffèrent, à moins de `all=true`. Un appelant régional a les totaux de sa propre région; avec `all=true`, aussi ceux de tout le pays, sans les nombres qui les sous-tendent.',
  },
  query: z
    .strictObject({
      ...periodParameters,
      measure: repeatableParameter(Measure).optional(),
      region: repeatableParameter(Region).optional(),
      all: booleanParameter()
        .default(false)
        .meta({
          description: both('Also where they agree, or where there are no observed days', 'Aussi s’ils concordent ou s’il n’y a pas de jours observés'),
        }),
      knownAt: timeParameters.knownAt,
      ...qualityParameter,
      ...pageParameters,
    })
    .superRefine(onePeriod(30, 'period-too-long')),
  reply: { status: 200, body: VolumeReconciliation },
  problems: ['outside-region', 'known-at-in-future'],
  example: { query: { fiscalYear: '2022-23', all: true } },
});
