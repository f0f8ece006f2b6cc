import { z } from 'zod';
import { type Cell, defineRoute } from '../core/define-route.ts';
import { pageParameters, timeParameters } from '../core/parameters.ts';
import { Day, listOf, Reason, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { StatedSeason } from './statements.ts';

const State = z.enum(['planned', 'testing', 'in-service', 'retired']).meta({
  id: 'QaIntegrationState',
  description: both(
    'Files from a system in `testing` are drawn but kept out of results',
    'Les dossiers d’un système en `testing` participent aux tirages, mais sont exclus des résultats',
  ),
});
const System = z.string().regex(/^[A-Z]{2,16}$/);

export const QaIntegration = z
  .strictObject({
    system: System,
    name: LocalizedText,
    state: State,
    testingPlanned: StatedSeason.nullable().meta({
      description: both('When it is to be tested, in the words of the source', 'Quand l’essai est prévu, dans les termes de la source'),
    }),
    source: Source,
    effectiveOn: Day.meta({ description: both('Since when this version holds', 'Depuis quand cette version vaut') }),
    revision: z.int().min(1),
  })
  .meta({ id: 'QaIntegration' });
export type QaIntegration = z.infer<typeof QaIntegration>;
export const QaIntegrationReading = z.strictObject({ ...QaIntegration.shape, ...timeAxes }).meta({ id: 'QaIntegrationReading' });

export const QaIntegrationChange = z
  .strictObject({
    state: State,
    testingPlanned: StatedSeason.nullable().default(null),
    source: Source.optional(),
    effectiveOn: Day.optional().meta({ description: both('From when it holds; today without it', 'À compter de quand cela vaut; à défaut, aujourd’hui') }),
    reason: Reason,
  })
  .meta({ id: 'QaIntegrationChange' });

const integrationColumns = [
  'system',
  'nameEn',
  'nameFr',
  'state',
  'testingPlannedYear',
  'testingPlannedEn',
  'testingPlannedFr',
  'document',
  'sourceAsOf',
  'quality',
  'effectiveOn',
  'revision',
] as const;

const params = z.strictObject({ system: System });

export const listQaIntegrations = defineRoute({
  method: 'GET',
  path: '/v1/passport/qa/integrations',
  scope: 'passport:read',
  summary: { en: 'Systems that give files to quality assurance', fr: 'Systèmes qui fournissent des dossiers à l’assurance qualité' },
  query: z.strictObject({ ...timeParameters, ...pageParameters }),
  reply: { status: 200, body: z.strictObject({ ...listOf(QaIntegration).shape, ...timeAxes }).meta({ id: 'QaIntegrationList' }) },
  problems: ['known-at-in-future'],
  formats: { csv: { columns: integrationColumns, row: integrationRow } },
  example: { query: { asOf: '2023-05-16' } },
});

export const readQaIntegration = defineRoute({
  method: 'GET',
  path: '/v1/passport/qa/integrations/{system}',
  scope: 'passport:read',
  summary: { en: 'Read the integration of a system', fr: 'Consulter l’intégration d’un système' },
  params,
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: QaIntegrationReading },
  problems: ['known-at-in-future'],
  example: { params: { system: 'GCMS' }, query: {} },
});

export const changeQaIntegration = defineRoute({
  method: 'PUT',
  path: '/v1/passport/qa/integrations/{system}',
  scope: 'passport:write',
  summary: { en: 'Set the state of a system’s integration from a day on', fr: 'Fixer l’état de l’intégration d’un système à compter d’un jour' },
  description: { en: 'National callers only.', fr: 'Réservé aux appelants nationaux.' },
  params,
  ifMatch: true,
  body: QaIntegrationChange,
  reply: { status: 200, body: QaIntegrationReading },
  problems: ['outside-region', 'effective-before-start'],
  example: {
    params: { system: 'GCMS' },
    body: { state: 'planned', testingPlanned: { year: '2023', when: { en: 'spring/summer 2023', fr: 'printemps/été 2023' } }, reason: 'Example' },
  },
});

function integrationRow({
  system,
  name,
  state,
  testingPlanned,
  source,
  effectiveOn,
  revision,
}: QaIntegration): Record<(typeof integrationColumns)[number], Cell> {
  const testing = { testingPlannedYear: testingPlanned?.year, testingPlannedEn: testingPlanned?.when.en, testingPlannedFr: testingPlanned?.when.fr };
  return {
    system,
    nameEn: name.en,
    nameFr: name.fr,
    state,
    ...testing,
    document: source.document,
    sourceAsOf: source.asOf,
    quality: source.quality,
    effectiveOn,
    revision,
  };
}
