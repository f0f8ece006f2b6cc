import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { Count, Day, listOf, Region, SiteId, Source, timeAxes } from '../core/schemas.ts';
import { both } from '../core/text.ts';
import { annotationMembers } from './annotations.ts';
import { Measure } from './measures.ts';
import { onePeriod, seriesParameters } from './period.ts';

export const VolumeAnomaly = z
  .strictObject({
    measure: Measure,
    siteId: SiteId.nullable().meta({ description: both('null: the measure has no sites', 'null\u00a0: la mesure n’a pas de sites') }),
    region: Region.nullable(),
    day: Day,
    value: Count,
    expected: z.strictObject({ low: Count, high: Count }).meta({
      description: both('The counts that would not stand out on that day', 'Les nombres qui ne ressortiraient pas ce jour-là'),
    }),
    score: z.number().meta({
      description: both(
        'Distance from the median of the weekday in units of its usual spread; negative below it',
        'Distance à la médiane du jour de la semaine en unités de son écart habituel; négative en dessous',
      ),
    }),
    explanation: z.string(),
    source: Source,
  })
  .meta({ id: 'VolumeAnomaly' });
export type VolumeAnomaly = z.infer<typeof VolumeAnomaly>;

export const listAnomalies = defineRoute({
  method: 'GET',
  path: '/v1/volumes/anomalies',
  scope: 'volumes:read',
  summary: { en: 'Days that stand out', fr: 'Jours qui ressortent' },
  description: {
    en: 'Days that stand out from their own weekday pattern, the newest first. Each site, and each measure without sites, is judged by itself: a day against the same weekdays of some twelve weeks (its own four, the four before and the four after), federal holidays left out. The usual spread is 1.4826 times the median distance from their median, and at least what chance gives to counts: the root of the median, and 1. A day stands out when it lies more than 6 such spreads from the median; on a holiday only when it lies above. Fewer than 5 such days judge nothing. At most five years.',
    fr: 'Les jours qui ressortent du profil de leur jour de la semaine, les plus récents d’abord. Chaque site, et chaque mesure sans sites, est jugé pour lui-même\u00a0: un jour par rapport aux mêmes jours de la semaine d’une douzaine de semaines (les quatre siennes, les quatre précédentes et les quatre suivantes), sans les jours fériés fédéraux. L’écart habituel est 1,4826 fois la distance médiane à leur médiane, et au moins ce que le hasard donne à des nombres\u00a0: la racine de la médiane, et 1. Un jour ressort s’il est à plus de 6 de ces écarts de la médiane; un jour férié, seulement s’il est au-dessus. Avec moins de 5 de ces jours, rien n’est jugé. Au plus cinq ans.',
  },
  query: z.strictObject(seriesParameters).superRefine(onePeriod(5, 'period-over-five-years')),
  reply: {
    status: 200,
    body: z
      .strictObject({ ...timeAxes, period: z.strictObject({ from: Day, to: Day }), ...listOf(VolumeAnomaly).shape, ...annotationMembers })
      .meta({ id: 'VolumeAnomalyList' }),
  },
  problems: ['outside-region', 'known-at-in-future'],
  example: { query: { fiscalYear: '2022-23' } },
});
