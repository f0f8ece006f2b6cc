import { z } from 'zod';
import { type Cell, defineRoute } from '../core/define-route.ts';
import { pageParameters, timeParameters } from '../core/parameters.ts';
import { Day, FiscalQuarter, Instant, listOf, Reason, Source } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';

/** A share of all files as an exact decimal, in millionths at the finest: a draw compares it in whole numbers. */
export const SamplingRate = z
  .number()
  .min(0)
  .max(1)
  .refine((rate) => Number(rate.toFixed(6)) === rate, { params: { code: 'too-many-decimals' } })
  .meta({
    id: 'SamplingRate',
    description: both(
      'A fraction with at most six decimals: 0.04 is 4%. 0 while the program is suspended',
      'Une fraction d’au plus six décimales : 0.04 vaut 4 %. 0 tant que le programme est suspendu',
    ),
    examples: [0.04],
  });
const State = z.enum(['active', 'suspended']).meta({ id: 'QaRateState' });

const from = Day.nullable().meta({
  description: both(
    'The first day; null if the rate held from before anything is stated',
    'Le premier jour; null si le taux valait avant tout ce qui est énoncé',
  ),
});
const to = Day.nullable().meta({
  description: both('The last day; null if no later rate is planned', 'Le dernier jour; null si aucun taux ultérieur n’est prévu'),
});
const explanation = LocalizedText.nullable().meta({ description: both('Why, where the source says so', 'Pourquoi, si la source le dit') });

export const QaRatePeriod = z.strictObject({ from, to, rate: SamplingRate, state: State, explanation, source: Source }).meta({ id: 'QaRatePeriod' });
export type QaRatePeriod = z.infer<typeof QaRatePeriod>;

/** One shape for both questions: the rate of a day, and the periods that were asked for. */
export const QaRates = z
  .strictObject({
    on: Day,
    knownAt: Instant,
    quarter: FiscalQuarter,
    rate: SamplingRate.nullable().meta({ description: both('Null before the schedule begins', 'Null avant le début du calendrier') }),
    state: State.nullable(),
    from,
    to,
    explanation,
    source: Source.nullable(),
    ...listOf(QaRatePeriod).shape,
  })
  .meta({ id: 'QaRates' });
export type QaRates = z.infer<typeof QaRates>;

const periodColumns = ['from', 'to', 'rate', 'state', 'explanationEn', 'explanationFr', 'document', 'sourceAsOf', 'quality'] as const;

export const readQaRates = defineRoute({
  method: 'GET',
  path: '/v1/passport/qa/rates',
  scope: 'passport:read',
  summary: { en: 'The sampling rate of a day, and the schedule of rates', fr: 'Le taux d’échantillonnage d’un jour et le calendrier des taux' },
  description: {
    en: 'With `on`: the rate of that day, and in `items` its period. Without it: the rate of today, and in `items` the whole schedule, oldest first.',
    fr: 'Avec `on` : le taux de ce jour et, dans `items`, sa période. Sans `on` : le taux d’aujourd’hui et, dans `items`, tout le calendrier, du plus ancien au plus récent.',
  },
  query: z.strictObject({
    on: Day.optional().meta({ description: both('The rate of that day', 'Le taux de ce jour') }),
    knownAt: timeParameters.knownAt,
    ...pageParameters,
  }),
  reply: { status: 200, body: QaRates },
  problems: ['known-at-in-future'],
  formats: { csv: { columns: periodColumns, row: periodRow } },
  example: { query: { on: '2023-11-15' } },
});

export const changeQaRate = defineRoute({
  method: 'PUT',
  path: '/v1/passport/qa/rates/{effectiveOn}',
  partOf: '/v1/passport/qa/rates',
  scope: 'passport:write',
  summary: { en: 'Set the sampling rate from a day on', fr: 'Fixer le taux d’échantillonnage à compter d’un jour' },
  description: {
    en: 'National callers only; a rate of 0 suspends the program. It holds until the next rate of the schedule. The schedule before stays readable by `knownAt`.',
    fr: 'Réservé aux appelants nationaux; un taux de 0 suspend le programme. Il vaut jusqu’au taux suivant du calendrier. Le calendrier précédent reste lisible au moyen de `knownAt`.',
  },
  params: z.strictObject({ effectiveOn: Day }),
  ifMatch: true,
  body: z
    .strictObject({ rate: SamplingRate, explanation: LocalizedText.nullable().default(null), source: Source.optional(), reason: Reason })
    .meta({ id: 'QaRateChange' }),
  reply: { status: 200, body: QaRates },
  problems: ['outside-region'],
  example: { params: { effectiveOn: '2025-04-01' }, body: { rate: 0.04, reason: 'Example' } },
});

function periodRow({ from, to, rate, state, explanation, source }: QaRatePeriod): Record<(typeof periodColumns)[number], Cell> {
  return {
    from,
    to,
    rate,
    state,
    explanationEn: explanation?.en,
    explanationFr: explanation?.fr,
    document: source.document,
    sourceAsOf: source.asOf,
    quality: source.quality,
  };
}
