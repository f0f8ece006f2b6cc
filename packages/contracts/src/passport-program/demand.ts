import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, timeParameters } from '../core/parameters.ts';
import { Count, Day, listOf, Note, Reason, Source, timeAxes } from '../core/schemas.ts';
import { both } from '../core/text.ts';

const Arrival = z
  .strictObject({ from: Day, to: Day })
  .refine((period) => period.from <= period.to, { path: ['from'], params: { code: 'from-after-to' } })
  .meta({
    id: 'DemandArrival',
    description: both('When the outstanding applications are expected to come in', 'Quand les demandes attendues devraient arriver'),
  });

const figures = {
  expected: Count.nullable().meta({
    description: both(
      'Applications expected up to the day; null where it is not stated',
      'Demandes attendues jusqu’à ce jour; null si leur nombre n’est pas énoncé',
    ),
  }),
  received: Count.nullable().meta({
    description: both(
      'Applications received up to the day; null where it is not stated',
      'Demandes reçues jusqu’à ce jour; null si leur nombre n’est pas énoncé',
    ),
  }),
  outstanding: Count.nullable().meta({ description: both('Applications expected and not yet received', 'Demandes attendues et non encore reçues') }),
  arrival: Arrival.nullable().meta({ description: both('Null while nobody knows when they will come', 'Null tant que nul ne sait quand elles arriveront') }),
};

export const DemandEstimate = z.strictObject({ estimatedOn: Day, ...figures, source: Source }).meta({ id: 'DemandEstimate' });
export type DemandEstimate = z.infer<typeof DemandEstimate>;
export const DemandEstimateReading = z.strictObject({ ...DemandEstimate.shape, ...timeAxes }).meta({ id: 'DemandEstimateReading' });

export const DemandGap = z
  .strictObject({
    ...timeAxes,
    estimatedOn: Day.nullable().meta({
      description: both(
        'The day of the estimate that held on `asOf`; null if there was none yet',
        'Le jour de l’estimation qui valait à `asOf`; null s’il n’y en avait pas encore',
      ),
    }),
    ...figures,
    source: Source.nullable(),
    notes: z.array(Note),
  })
  .meta({ id: 'DemandGap' });
export type DemandGap = z.infer<typeof DemandGap>;

export const DemandEstimateChange = z
  .strictObject({
    expected: Count.nullable().default(null),
    received: Count.nullable().default(null),
    outstanding: Count.nullable()
      .default(null)
      .meta({ description: both('Follows from the two others where it is left out', 'Découle des deux autres s’il est omis') }),
    arrival: Arrival.nullable().default(null),
    source: Source,
    reason: Reason,
  })
  .refine((figure) => figure.outstanding !== null || (figure.expected !== null && figure.received !== null), {
    path: ['outstanding'],
    params: { code: 'figure-required' },
  })
  .meta({ id: 'DemandEstimateChange' });

export const readDemandGap = defineRoute({
  method: 'GET',
  path: '/v1/passport/demand/gap',
  scope: 'passport:read',
  summary: { en: 'Applications expected and not yet received', fr: 'Demandes attendues et non encore reçues' },
  description: {
    en: 'The latest estimate on a day (`asOf`), as known at an instant (`knownAt`). What the source does not state is null, with a note.',
    fr: 'La plus récente estimation un jour donné (`asOf`), telle que connue à un instant (`knownAt`). Ce que la source n’énonce pas est nul, avec une note.',
  },
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: DemandGap },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-05-16' } },
});

export const listDemandEstimates = defineRoute({
  method: 'GET',
  path: '/v1/passport/demand/estimates',
  scope: 'passport:read',
  summary: { en: 'Estimates of the outstanding demand', fr: 'Estimations de la demande refoulée' },
  description: {
    en: 'At most one estimate a day, up to `asOf`, oldest first.',
    fr: 'Au plus une estimation par jour, jusqu’à `asOf`, de la plus ancienne à la plus récente.',
  },
  query: z.strictObject({ ...timeParameters, ...pageParameters }),
  reply: { status: 200, body: z.strictObject({ ...listOf(DemandEstimate).shape, ...timeAxes }).meta({ id: 'DemandEstimateList' }) },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-05-16' } },
});

const params = z.strictObject({ estimatedOn: Day });

export const readDemandEstimate = defineRoute({
  method: 'GET',
  path: '/v1/passport/demand/estimates/{estimatedOn}',
  scope: 'passport:read',
  summary: { en: 'Read the estimate of a day', fr: 'Consulter l’estimation d’un jour' },
  params,
  query: z.strictObject({ knownAt: timeParameters.knownAt }),
  reply: { status: 200, body: DemandEstimateReading },
  problems: ['known-at-in-future'],
  example: { params: { estimatedOn: '2023-05-16' }, query: {} },
});

export const changeDemandEstimate = defineRoute({
  method: 'PUT',
  path: '/v1/passport/demand/estimates/{estimatedOn}',
  scope: 'passport:write',
  summary: { en: 'Enter or correct the estimate of a day', fr: 'Saisir ou corriger l’estimation d’un jour' },
  description: {
    en: 'National callers only. If-Match is needed where that day has an estimate; the one before stays readable by `knownAt`.',
    fr: 'Réservé aux appelants nationaux. If-Match est requis si ce jour a déjà une estimation; la précédente reste lisible au moyen de `knownAt`.',
  },
  params,
  ifMatch: true,
  body: DemandEstimateChange,
  reply: { status: 200, body: DemandEstimateReading },
  problems: ['outside-region', 'figures-disagree'],
  example: {
    params: { estimatedOn: '2023-06-30' },
    body: { outstanding: 80_000, source: { document: 'Example', asOf: '2023-06-30', quality: 'illustrative' }, reason: 'Example' },
  },
});
