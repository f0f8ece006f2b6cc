import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, timeParameters } from '../core/parameters.ts';
import { Count, Day, listOf, Note, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { Slug } from './statements.ts';

const Wave = z.int().min(1);
const Share = z.number().min(0).nullable();

/** What a document states of the pilot as a whole. */
export const PilotFacts = z.strictObject({ name: LocalizedText, startedOn: Day, operationalSites: Count.nullable(), wave: Wave.nullable() });
export const OpenQuestionFacts = z.strictObject({ code: Slug, text: LocalizedText });

export const ModernizationSummary = z
  .strictObject({
    ...timeAxes,
    startedOn: Day.nullable(),
    operationalSites: z.strictObject({
      reported: Count.nullable().meta({ description: both('As the document counts them', 'Tels que le document les compte') }),
      registered: Count.meta({
        description: both('As the document names them, in the register of the pilot', 'Tels que le document les nomme, dans le registre du projet pilote'),
      }),
    }),
    wave: Wave.nullable(),
    productionAsOf: Day.nullable().meta({
      description: both('The day of the figures; null if there were none yet', 'Le jour des chiffres; null s’il n’y en avait pas encore'),
    }),
    filesCreated: Count.nullable(),
    passportsProcessed: Count.nullable(),
    passportsIssued: Count.nullable(),
    yield: z
      .strictObject({ processedOfCreated: Share, issuedOfCreated: Share, issuedOfProcessed: Share })
      .meta({ description: both('Fractions, to six decimals', 'Fractions, à six décimales') }),
    inProgress: z
      .int()
      .nullable()
      .meta({ description: both('Files created less passports processed', 'Dossiers créés moins passeports traités') }),
    processedNotIssued: z
      .int()
      .nullable()
      .meta({ description: both('Passports processed less passports issued', 'Passeports traités moins passeports émis') }),
    source: Source.nullable(),
    openQuestions: z
      .array(Note)
      .meta({ description: both('What is not decided yet, in the caller’s language', 'Ce qui n’est pas encore décidé, dans la langue de l’appelant') }),
    notes: z.array(Note),
  })
  .meta({ id: 'ModernizationSummary' });
export type ModernizationSummary = z.infer<typeof ModernizationSummary>;

export const PilotProduction = z
  .strictObject({
    asOf: Day,
    basis: z
      .literal('reported')
      .meta({ description: both('A total since the start that a document states', 'Un total depuis le début, énoncé par un document') }),
    filesCreated: Count,
    passportsProcessed: Count,
    passportsIssued: Count,
    source: Source,
  })
  .meta({ id: 'PilotProduction' });
export type PilotProduction = z.infer<typeof PilotProduction>;

export const PilotWaveFacts = z.strictObject({
  wave: Wave,
  state: z.enum(['planned', 'compiling-data', 'completed']),
  text: LocalizedText,
  startedOn: Day.nullable(),
  endedOn: Day.nullable(),
});
export const PilotWave = z.strictObject({ ...PilotWaveFacts.shape, source: Source }).meta({ id: 'PilotWave' });

export const PilotDecisionFacts = z.strictObject({
  state: z.enum(['pending', 'go-ahead', 'not-going-ahead']),
  question: LocalizedText,
  decidedOn: Day.nullable(),
  criteria: z
    .array(z.strictObject({ code: Slug, text: LocalizedText }))
    .meta({ description: both('Empty where no source states any', 'Vide si aucune source n’en énonce') }),
  evidence: z.array(z.strictObject({ code: Slug, wave: Wave, state: z.enum(['compiling-data', 'completed']), text: LocalizedText })),
});
export const PilotDecision = z.strictObject({ ...timeAxes, ...PilotDecisionFacts.shape, source: Source, notes: z.array(Note) }).meta({ id: 'PilotDecision' });

export const readModernizationSummary = defineRoute({
  method: 'GET',
  path: '/v1/passport/modernization/summary',
  scope: 'passport:read',
  summary: { en: 'The modernization pilot on a day', fr: 'Le projet pilote de modernisation un jour donné' },
  description: {
    en: 'The latest production figures on that day, what follows from them, and what is not decided yet. Null where nothing was stated by then.',
    fr: 'Les plus récents chiffres de production à ce jour, ce qui en découle et ce qui n’est pas encore décidé. Nul là où rien n’était énoncé à ce moment.',
  },
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: ModernizationSummary },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-04-28' } },
});

export const listPilotProduction = defineRoute({
  method: 'GET',
  path: '/v1/passport/modernization/production',
  scope: 'passport:read',
  summary: { en: 'Production of the pilot: totals since its start', fr: 'Production du projet pilote : totaux depuis le début' },
  query: z.strictObject({ ...timeParameters, ...pageParameters }),
  reply: { status: 200, body: z.strictObject({ ...listOf(PilotProduction).shape, ...timeAxes }).meta({ id: 'PilotProductionList' }) },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-04-28' } },
});

export const listPilotWaves = defineRoute({
  method: 'GET',
  path: '/v1/passport/modernization/waves',
  scope: 'passport:read',
  summary: { en: 'Waves of the pilot', fr: 'Vagues du projet pilote' },
  query: z.strictObject({ ...timeParameters, ...pageParameters }),
  reply: { status: 200, body: z.strictObject({ ...listOf(PilotWave).shape, ...timeAxes }).meta({ id: 'PilotWaveList' }) },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-04-28' } },
});

export const readPilotDecision = defineRoute({
  method: 'GET',
  path: '/v1/passport/modernization/decision',
  scope: 'passport:read',
  summary: { en: 'The decision to go ahead or not', fr: 'La décision d’aller de l’avant ou non' },
  description: {
    en: 'State, criteria and evidence. 404 for a day of which nothing is stated.',
    fr: 'État, critères et éléments probants. 404 pour un jour dont rien n’est énoncé.',
  },
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: PilotDecision },
  problems: ['known-at-in-future', 'not-found'],
  example: { query: { asOf: '2023-04-28' } },
});
