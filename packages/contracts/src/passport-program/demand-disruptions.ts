import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, timeParameters } from '../core/parameters.ts';
import { Day, listOf, Reason, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { Slug } from './statements.ts';

const Kind = z.enum(['work-stoppage', 'system-outage', 'other']).meta({ id: 'DisruptionKind' });
const Effect = z.enum(['below-normal', 'above-normal', 'not-known']).meta({
  id: 'DisruptionEffect',
  description: both('Applications received, against the normal of the season', 'Les demandes reçues, par rapport à la normale de la saison'),
});

const content = {
  kind: Kind,
  name: LocalizedText,
  from: Day.nullable().meta({ description: both('The first day; null where no source states it', 'Le premier jour; null si aucune source ne l’énonce') }),
  to: Day.nullable().meta({
    description: both(
      'The last day; null where no source states it, or while it lasts',
      'Le dernier jour; null si aucune source ne l’énonce, ou tant que la perturbation dure',
    ),
  }),
  effect: Effect,
  text: LocalizedText,
};

export const Disruption = z
  .strictObject({
    disruptionId: Slug,
    ...content,
    source: Source,
    effectiveOn: Day.meta({ description: both('Since when this version holds', 'Depuis quand cette version vaut') }),
    revision: z.int().min(1),
  })
  .meta({ id: 'Disruption' });
export type Disruption = z.infer<typeof Disruption>;
export const DisruptionReading = z.strictObject({ ...Disruption.shape, ...timeAxes }).meta({ id: 'DisruptionReading' });

interface Dated {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly source?: unknown;
}
/** A date is entered together with the document that states it. */
const statesItsDates = (body: Dated): boolean => body.source !== undefined || (!body.from && !body.to);
const isInOrder = (body: Dated): boolean => !body.from || !body.to || body.from <= body.to;

export const NewDisruption = z
  .strictObject({
    disruptionId: Slug,
    ...content,
    from: content.from.default(null),
    to: content.to.default(null),
    source: Source.optional().meta({ description: both('Required with a date', 'Requise avec une date') }),
    effectiveOn: Day.optional().meta({
      description: both('From when it is on record; today without it', 'À compter de quand elle est consignée; à défaut, aujourd’hui'),
    }),
    reason: Reason.optional(),
  })
  .refine(statesItsDates, { path: ['source'], params: { code: 'source-required' } })
  .refine(isInOrder, { path: ['from'], params: { code: 'from-after-to' } })
  .meta({ id: 'NewDisruption' });

export const DisruptionPatch = z
  .strictObject({
    kind: Kind.optional(),
    name: LocalizedText.optional(),
    from: Day.nullable().optional(),
    to: Day.nullable().optional(),
    effect: Effect.optional(),
    text: LocalizedText.optional(),
    source: Source.optional().meta({ description: both('Required with a date', 'Requise avec une date') }),
    effectiveOn: Day.optional().meta({ description: both('From when it holds; today without it', 'À compter de quand cela vaut; à défaut, aujourd’hui') }),
    reason: Reason,
  })
  .refine(statesItsDates, { path: ['source'], params: { code: 'source-required' } })
  .refine(isInOrder, { path: ['from'], params: { code: 'from-after-to' } })
  .meta({ id: 'DisruptionPatch' });

const params = z.strictObject({ disruptionId: Slug });

export const listDisruptions = defineRoute({
  method: 'GET',
  path: '/v1/passport/demand/disruptions',
  scope: 'passport:read',
  summary: { en: 'Disruptions of the demand', fr: 'Perturbations de la demande' },
  query: z.strictObject({ ...timeParameters, ...pageParameters }),
  reply: { status: 200, body: z.strictObject({ ...listOf(Disruption).shape, ...timeAxes }).meta({ id: 'DisruptionList' }) },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-05-16' } },
});

export const createDisruption = defineRoute({
  method: 'POST',
  path: '/v1/passport/demand/disruptions',
  scope: 'passport:write',
  summary: { en: 'Enter a disruption', fr: 'Saisir une perturbation' },
  description: {
    en: 'National callers only. Dates stay null until a document states them.',
    fr: 'Réservé aux appelants nationaux. Les dates restent nulles tant qu’aucun document ne les énonce.',
  },
  body: NewDisruption,
  reply: { status: 201, body: DisruptionReading },
  problems: ['outside-region', 'duplicate-record'],
  example: {
    body: {
      disruptionId: 'example-outage',
      kind: 'system-outage',
      name: { en: 'Example outage', fr: 'Panne (exemple)' },
      effect: 'not-known',
      text: { en: 'An example of a disruption.', fr: 'Un exemple de perturbation.' },
      effectiveOn: '2024-01-15',
      reason: 'Example',
    },
  },
});

export const readDisruption = defineRoute({
  method: 'GET',
  path: '/v1/passport/demand/disruptions/{disruptionId}',
  scope: 'passport:read',
  summary: { en: 'Read a disruption', fr: 'Consulter une perturbation' },
  params,
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: DisruptionReading },
  problems: ['known-at-in-future'],
  example: { params: { disruptionId: 'work-stoppage-2023' }, query: {} },
});

export const changeDisruption = defineRoute({
  method: 'PATCH',
  path: '/v1/passport/demand/disruptions/{disruptionId}',
  scope: 'passport:write',
  summary: { en: 'Change a disruption, such as entering its dates', fr: 'Modifier une perturbation, par exemple en saisir les dates' },
  description: {
    en: 'JSON Merge Patch, national callers only. A date needs the source that states it; `null` takes it away again.',
    fr: 'JSON Merge Patch, réservé aux appelants nationaux. Une date exige la source qui l’énonce; `null` la retire.',
  },
  params,
  ifMatch: true,
  body: DisruptionPatch,
  reply: { status: 200, body: DisruptionReading },
  problems: ['outside-region', 'effective-before-start', 'dates-out-of-order'],
  example: { params: { disruptionId: 'work-stoppage-2023' }, body: { effect: 'below-normal', reason: 'Example' } },
});
