import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, timeParameters } from '../core/parameters.ts';
import { Day, listOf, Reason, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { Slug } from './statements.ts';

const State = z
  .enum(['available', 'in-use', 'ended'])
  .meta({ id: 'MitigationState', description: both('`available`: ready, and used if needed', '`available` : prête, et utilisée au besoin') });

export const Mitigation = z
  .strictObject({
    mitigationId: Slug,
    name: LocalizedText,
    text: LocalizedText,
    state: State,
    since: Day.nullable().meta({
      description: both(
        'Since when it is in this state; null where no source states it',
        'Depuis quand elle est dans cet état; null si aucune source ne l’énonce',
      ),
    }),
    source: Source,
    effectiveOn: Day.meta({ description: both('Since when this version holds', 'Depuis quand cette version vaut') }),
    revision: z.int().min(1),
  })
  .meta({ id: 'Mitigation' });
export type Mitigation = z.infer<typeof Mitigation>;
export const MitigationReading = z.strictObject({ ...Mitigation.shape, ...timeAxes }).meta({ id: 'MitigationReading' });

export const MitigationPatch = z
  .strictObject({
    name: LocalizedText.optional(),
    text: LocalizedText.optional(),
    state: State.optional(),
    since: Day.nullable().optional(),
    source: Source.optional(),
    effectiveOn: Day.optional().meta({ description: both('From when it holds; today without it', 'À compter de quand cela vaut; à défaut, aujourd’hui') }),
    reason: Reason,
  })
  .meta({ id: 'MitigationPatch' });

const params = z.strictObject({ mitigationId: Slug });

export const listMitigations = defineRoute({
  method: 'GET',
  path: '/v1/passport/demand/mitigations',
  scope: 'passport:read',
  summary: { en: 'What keeps the demand in hand', fr: 'Les mesures qui permettent de gérer la demande' },
  query: z.strictObject({ ...timeParameters, ...pageParameters }),
  reply: { status: 200, body: z.strictObject({ ...listOf(Mitigation).shape, ...timeAxes }).meta({ id: 'MitigationList' }) },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-05-16' } },
});

export const readMitigation = defineRoute({
  method: 'GET',
  path: '/v1/passport/demand/mitigations/{mitigationId}',
  scope: 'passport:read',
  summary: { en: 'Read a mitigation', fr: 'Consulter une mesure d’atténuation' },
  params,
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: MitigationReading },
  problems: ['known-at-in-future'],
  example: { params: { mitigationId: 'online-status-check' }, query: {} },
});

export const changeMitigation = defineRoute({
  method: 'PATCH',
  path: '/v1/passport/demand/mitigations/{mitigationId}',
  scope: 'passport:write',
  summary: { en: 'Change a mitigation from a day on', fr: 'Modifier une mesure d’atténuation à compter d’un jour' },
  description: { en: 'JSON Merge Patch, national callers only.', fr: 'JSON Merge Patch, réservé aux appelants nationaux.' },
  params,
  ifMatch: true,
  body: MitigationPatch,
  reply: { status: 200, body: MitigationReading },
  problems: ['outside-region', 'effective-before-start'],
  example: {
    params: { mitigationId: 'workforce-organised-around-workload' },
    body: { state: 'in-use', since: '2024-01-15', effectiveOn: '2024-01-15', reason: 'Example' },
  },
});
