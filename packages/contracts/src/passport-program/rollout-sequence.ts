import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, timeParameters } from '../core/parameters.ts';
import { Day, listOf, Note, Reason, Region, SiteId, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';

const PlannedWeek = z
  .string()
  .regex(/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/)
  .meta({ id: 'PlannedWeek', description: both('ISO week, Monday to Sunday', 'Semaine ISO, du lundi au dimanche'), examples: ['2023-W23'] });
const SequenceState = z.enum(['under-review', 'confirmed']).meta({ id: 'RolloutSequenceState' });

export const RolloutSequenceItem = z
  .strictObject({
    order: z.int().min(1),
    siteId: SiteId,
    name: LocalizedText.nullable().meta({ description: both('As the register of sites has it', 'Tel qu’au registre des sites') }),
    region: Region.nullable(),
    plannedWeek: PlannedWeek,
    week: z.strictObject({ from: Day, to: Day }).meta({ description: both('The days of the planned week', 'Les jours de la semaine prévue') }),
  })
  .meta({ id: 'RolloutSequenceItem' });
export type RolloutSequenceItem = z.infer<typeof RolloutSequenceItem>;

export const RolloutSequence = z
  .strictObject({
    ...timeAxes,
    state: SequenceState,
    ...listOf(RolloutSequenceItem).shape,
    source: Source,
    effectiveOn: Day.meta({ description: both('Since when this sequence holds', 'Depuis quand cette séquence vaut') }),
    revision: z.int().min(1),
    notes: z.array(Note),
  })
  .meta({ id: 'RolloutSequence' });
export type RolloutSequence = z.infer<typeof RolloutSequence>;

export const PlannedSite = z.strictObject({ siteId: SiteId, plannedWeek: PlannedWeek });
export type PlannedSite = z.infer<typeof PlannedSite>;

export const readRolloutSequence = defineRoute({
  method: 'GET',
  path: '/v1/passport/rollout/sequence',
  scope: 'passport:read',
  summary: { en: 'The sites in the order of the rollout', fr: 'Les sites dans l’ordre du déploiement' },
  description: {
    en: 'The sequence that held on a day, as known at an instant. Empty until the sites are re-sequenced.',
    fr: 'La séquence en vigueur un jour donné, telle que connue à un instant. Vide tant que le séquençage des sites n’est pas refait.',
  },
  query: z.strictObject({ ...timeParameters, ...pageParameters }),
  reply: { status: 200, body: RolloutSequence },
  problems: ['known-at-in-future', 'not-found'],
  example: { query: { asOf: '2023-05-16' } },
});

export const replaceRolloutSequence = defineRoute({
  method: 'PUT',
  path: '/v1/passport/rollout/sequence',
  scope: 'passport:write',
  summary: { en: 'Re-sequence the sites as a whole', fr: 'Refaire le séquençage des sites en entier' },
  description: {
    en: 'National callers only. The order of `items` is the order of the rollout. Refused if a site is unknown or named twice, or if a planned week has no day in the window; every fault is named. The sequence before stays readable by `knownAt`.',
    fr: 'Réservé aux appelants nationaux. L’ordre de `items` est l’ordre du déploiement. Refusé si un site est inconnu ou nommé deux fois, ou si une semaine prévue n’a aucun jour dans la période; chaque faute est nommée. La séquence précédente reste lisible au moyen de `knownAt`.',
  },
  ifMatch: true,
  body: z
    .strictObject({
      items: z.array(PlannedSite).max(500),
      state: SequenceState.default('under-review'),
      source: Source.optional(),
      effectiveOn: Day.optional().meta({ description: both('From when it holds; today without it', 'À compter de quand cela vaut; à défaut, aujourd’hui') }),
      reason: Reason,
    })
    .meta({ id: 'RolloutSequenceChange' }),
  reply: { status: 200, body: RolloutSequence },
  problems: ['outside-region', 'effective-before-start', 'sequence-refused'],
  example: {
    body: {
      items: [
        { siteId: 'SC-3010', plannedWeek: '2023-W23' },
        { siteId: 'SC-1137', plannedWeek: '2023-W24' },
      ],
      reason: 'Example',
    },
  },
});
