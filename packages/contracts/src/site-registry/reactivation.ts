import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, qualityParameter, repeatableParameter, timeParameters } from '../core/parameters.ts';
import { Count, Day, FiscalQuarter, listOf, Note, Reason, Region, SiteId, SiteState, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';

export const ReactivationSummary = z
  .strictObject({
    ...timeAxes,
    reactivated: Count.meta({
      description: both(
        'Scheduled outreach sites that are open on the day and had been suspended before',
        'Les sites de services mobiles réguliers ouverts ce jour-là qui avaient été suspendus auparavant',
      ),
    }),
    plannedThisQuarter: Count.meta({
      description: both(
        'Suspended sites planned for the quarter and not yet open on the day',
        'Les sites suspendus, prévus pour le trimestre et pas encore ouverts ce jour-là',
      ),
    }),
    quarter: FiscalQuarter.meta({ description: both('The fiscal quarter of the day', 'Le trimestre financier de ce jour') }),
    source: Source.meta({
      description: both(
        'The register; of the weakest quality among the sites and plans that are counted',
        'Le registre; de la qualité la plus faible parmi les sites et les plans comptés',
      ),
    }),
    byRegion: z.array(z.strictObject({ region: Region, reactivated: Count, plannedThisQuarter: Count, source: Source })),
    reported: z
      .strictObject({ reactivated: Count, plannedThisQuarter: Count, quarter: FiscalQuarter, source: Source })
      .nullable()
      .meta({ description: both('What a document states for that very day', 'Ce qu’un document énonce pour ce jour même') }),
    notes: z.array(Note),
  })
  .meta({ id: 'ReactivationSummary' });
export type ReactivationSummary = z.infer<typeof ReactivationSummary>;

export const PlannedReactivation = z
  .strictObject({
    siteId: SiteId,
    name: LocalizedText,
    region: Region,
    state: SiteState.meta({ description: both('State of the site on the day', 'L’état du site ce jour-là') }),
    plannedQuarter: FiscalQuarter.nullable().meta({ description: both('null: taken off the plan', 'null : retiré du plan') }),
    source: Source,
    effectiveOn: Day,
    reason: z.string().nullable(),
    revision: z.int().min(1),
  })
  .meta({ id: 'PlannedReactivation' });
export type PlannedReactivation = z.infer<typeof PlannedReactivation>;

const siteParams = z.strictObject({ siteId: SiteId });
const Reading = z.strictObject({ ...PlannedReactivation.shape, ...timeAxes }).meta({ id: 'PlannedReactivationReading' });

export const readReactivation = defineRoute({
  method: 'GET',
  path: '/v1/outreach/reactivation',
  scope: 'sites:read',
  summary: { en: 'Reactivation of scheduled outreach on a day', fr: 'Réactivation des services mobiles réguliers un jour donné' },
  description: {
    en: 'Sites reactivated by the day and sites still planned for its fiscal quarter, by region, from the register. What a document states stands beside, and notes say how its figures fit together.',
    fr: 'Les sites réactivés à ce jour et ceux encore prévus pour son trimestre financier, par région, selon le registre. Ce qu’un document énonce figure à côté, et des notes disent comment ses chiffres s’accordent.',
  },
  query: z.strictObject({ ...timeParameters, ...qualityParameter }),
  reply: { status: 200, body: ReactivationSummary },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-04-21' } },
});

export const listPlannedReactivations = defineRoute({
  method: 'GET',
  path: '/v1/outreach/reactivation/plan',
  scope: 'sites:read',
  summary: { en: 'The reactivation plan', fr: 'Le plan de réactivation' },
  description: {
    en: 'Sites that the plan names, with the quarter and the state of each on the day.',
    fr: 'Les sites que nomme le plan, avec le trimestre et l’état de chacun ce jour-là.',
  },
  query: z.strictObject({
    quarter: FiscalQuarter.optional(),
    region: repeatableParameter(Region).optional(),
    ...timeParameters,
    ...qualityParameter,
    ...pageParameters,
  }),
  reply: { status: 200, body: z.strictObject({ ...listOf(PlannedReactivation).shape, ...timeAxes }).meta({ id: 'ReactivationPlan' }) },
  problems: ['known-at-in-future'],
  example: { query: { quarter: '2023-24-Q1', asOf: '2023-04-21' } },
});

export const readPlannedReactivation = defineRoute({
  method: 'GET',
  path: '/v1/outreach/reactivation/plan/{siteId}',
  scope: 'sites:read',
  summary: { en: 'When a site is planned to be reactivated', fr: 'Quand la réactivation d’un site est prévue' },
  params: siteParams,
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: Reading },
  problems: ['known-at-in-future'],
  example: { params: { siteId: 'SC-SK-SBO' } },
});

export const planReactivation = defineRoute({
  method: 'PUT',
  path: '/v1/outreach/reactivation/plan/{siteId}',
  scope: 'sites:write',
  summary: { en: 'Plan the reactivation of a site', fr: 'Planifier la réactivation d’un site' },
  description: {
    en: 'Puts a scheduled outreach site on the plan for a fiscal quarter, moves it to another one, or (`null`) takes it off. A site already on the plan needs If-Match.',
    fr: 'Inscrit un site de services mobiles réguliers au plan pour un trimestre financier, le déplace à un autre ou (`null`) le retire. Un site déjà au plan exige If-Match.',
  },
  params: siteParams,
  ifMatch: true,
  body: z
    .strictObject({
      plannedQuarter: FiscalQuarter.nullable(),
      effectiveOn: Day.optional().meta({
        description: both('From when the plan says so; today at the site without it', 'À compter de quand le plan le prévoit; à défaut, aujourd’hui au site'),
      }),
      reason: Reason.optional(),
    })
    .meta({ id: 'ReactivationIntent' }),
  reply: { status: 200, body: Reading },
  problems: ['outside-region', 'not-outreach-site', 'site-closed', 'effective-before-start'],
  example: { params: { siteId: 'SC-ON-SGB' }, body: { plannedQuarter: '2023-24-Q2', effectiveOn: '2023-05-16', reason: 'Example' } },
});
