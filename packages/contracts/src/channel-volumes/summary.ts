import { z } from 'zod';
import { type Cell, defineRoute } from '../core/define-route.ts';
import { commaParameter, pageParameters, qualityParameter, repeatableParameter, timeParameters } from '../core/parameters.ts';
import { Day, ExactInteger, FiscalQuarter, FiscalYear, listOf, Note, Province, Region, SiteId, SiteKind, Source, timeAxes } from '../core/schemas.ts';
import { both } from '../core/text.ts';
import { annotationMembers } from './annotations.ts';
import { Measure, Unit } from './measures.ts';
import { onePeriod, periodParameters } from './period.ts';

export const groupKeys = ['measure', 'region', 'province', 'site-kind', 'site', 'day', 'week', 'month', 'fiscal-quarter', 'fiscal-year'] as const;
export const GroupKey = z.enum(groupKeys).meta({ id: 'VolumeGroupKey' });
export type GroupKey = z.infer<typeof GroupKey>;
/** Where a row says what it is grouped by; its measure it says always. */
const columnOfKey = {
  region: 'region',
  province: 'province',
  'site-kind': 'siteKind',
  site: 'siteId',
  day: 'day',
  week: 'week',
  month: 'month',
  'fiscal-quarter': 'fiscalQuarter',
  'fiscal-year': 'fiscalYear',
} as const satisfies Record<Exclude<GroupKey, 'measure'>, keyof VolumeRow>;

export const Comparison = z.enum(['previous-period', 'same-period-last-year']);
export type Comparison = z.infer<typeof Comparison>;

/** A summary covers at most so many years. */
const mostYears = 30;

const grouped = both('Only when grouped by it', 'Seulement si groupé ainsi');

const Basis = z.enum(['reported', 'observed']);

export const VolumeChange = z
  .strictObject({
    previous: ExactInteger.nullable().meta({
      description: both('null where nothing is known of the window compared with', 'null si rien n’est connu de la fenêtre de comparaison'),
    }),
    absolute: ExactInteger.nullable(),
    percent: z.number().nullable(),
    from: Day.meta({ description: both('The window compared with', 'La fenêtre de comparaison') }),
    to: Day,
    basis: Basis.nullable().meta({
      description: both('Of the earlier figure; null where there is none', 'Du chiffre antérieur; null s’il n’y en a pas'),
    }),
    source: Source.nullable().meta({
      description: both(
        'The newest source of the earlier figure, of mixed qualities the weakest; null where there is none',
        'La source la plus récente du chiffre antérieur, de qualités mêlées la plus faible; null s’il n’y en a pas',
      ),
    }),
  })
  .meta({ id: 'VolumeChange' });

export const VolumeRow = z
  .strictObject({
    measure: Measure.nullable().meta({
      description: both('null where measures of one unit are added', 'null si des mesures d’une même unité sont additionnées'),
    }),
    unit: Unit,
    region: Region.nullable().optional().meta({ description: grouped }),
    province: Province.nullable().optional().meta({ description: grouped }),
    siteKind: SiteKind.nullable().optional().meta({ description: grouped }),
    siteId: SiteId.nullable().optional().meta({ description: grouped }),
    day: Day.optional().meta({ description: grouped }),
    week: z
      .string()
      .optional()
      .meta({ description: grouped, examples: ['2024-W09'] }),
    month: z
      .string()
      .optional()
      .meta({ description: grouped, examples: ['2024-02'] }),
    fiscalQuarter: FiscalQuarter.optional().meta({ description: grouped }),
    fiscalYear: FiscalYear.optional().meta({ description: grouped }),
    value: ExactInteger.meta({
      description: both(
        'The reported total where one covers exactly the period and group, else the sum of the observed days',
        'Le total rapporté s’il couvre exactement la période et le groupe, sinon la somme des jours observés',
      ),
    }),
    basis: Basis,
    reported: ExactInteger.nullable(),
    observed: ExactInteger.nullable(),
    days: z
      .int()
      .min(1)
      .meta({
        description: both(
          'Calendar days of the row within the range; of a running period those up to today',
          'Jours civils de la ligne dans l’intervalle; pour une période en cours, ceux jusqu’à aujourd’hui',
        ),
      }),
    perDay: z.number(),
    complete: z
      .boolean()
      .meta({ description: both('Each day has data, or a reported total covers all', 'Chaque jour a des données, ou un total rapporté couvre le tout') }),
    change: VolumeChange.optional(),
    source: Source.meta({
      description: both(
        'The newest source of the value; of mixed qualities the weakest',
        'La source la plus récente de la valeur; de qualités mêlées, la plus faible',
      ),
    }),
    notes: z.array(Note),
  })
  .meta({ id: 'VolumeRow' });
export type VolumeRow = z.infer<typeof VolumeRow>;

export const VolumeSummary = z
  .strictObject({
    ...timeAxes,
    period: z.strictObject({ from: Day, to: Day }),
    rows: z.array(VolumeRow),
    nextCursor: listOf(VolumeRow).shape.nextCursor,
    ...annotationMembers,
  })
  .meta({ id: 'VolumeSummary' });
export type VolumeSummary = z.infer<typeof VolumeSummary>;

export const summarizeVolumes = defineRoute({
  method: 'GET',
  path: '/v1/volumes/summary',
  scope: 'volumes:read',
  summary: { en: 'Summarize volumes', fr: 'Résumer les volumes' },
  description: {
    en: 'A fiscal year, or a range of days. Counts of different units are never added up (`not-additive`). A partial period is compared with the same window of days only, and windows only where their working days are known alike (`periods-differ` otherwise). A caller of a region sees its own region, and the national totals that documents state.',
    fr: 'Une année financière, ou un intervalle de jours. Des nombres d’unités différentes ne sont jamais additionnés (`not-additive`). Une période partielle n’est comparée qu’à la même fenêtre de jours, et des fenêtres ne le sont que si leurs jours ouvrables sont connus dans une même mesure (sinon `periods-differ`). Un appelant régional voit sa propre région, et les totaux nationaux énoncés par des documents.',
  },
  query: z
    .strictObject({
      ...periodParameters,
      measure: repeatableParameter(Measure).optional(),
      region: repeatableParameter(Region).optional(),
      siteId: repeatableParameter(SiteId).optional(),
      siteKind: repeatableParameter(SiteKind).optional(),
      groupBy: commaParameter(GroupKey)
        .optional()
        .meta({ description: both('By commas', 'Séparés par des virgules') }),
      compareTo: Comparison.optional(),
      knownAt: timeParameters.knownAt,
      ...qualityParameter,
      ...pageParameters,
    })
    .superRefine(onePeriod(mostYears, 'period-too-long')),
  reply: { status: 200, body: VolumeSummary },
  problems: ['not-additive', 'periods-differ', 'outside-region', 'known-at-in-future'],
  formats: { csv: { columns: volumeColumns, row: volumeRow } },
  example: { query: { fiscalYear: '2022-23', groupBy: ['measure'] } },
});

interface TableQuery {
  readonly groupBy?: readonly GroupKey[] | undefined;
  readonly compareTo?: Comparison | undefined;
}

/** What is asked for, whether it has rows or not: the keys grouped by, the figures, and their change. */
function volumeColumns({ groupBy = [], compareTo }: TableQuery): string[] {
  const keys = groupKeys.flatMap((key) => (key !== 'measure' && groupBy.includes(key) ? [columnOfKey[key]] : []));
  const figures = ['value', 'basis', 'reported', 'observed', 'days', 'perDay', 'complete'];
  const change = compareTo
    ? ['changePrevious', 'changeAbsolute', 'changePercent', 'changeFrom', 'changeTo', 'changeBasis', 'changeDocument', 'changeSourceAsOf', 'changeQuality']
    : [];
  return ['measure', 'unit', ...keys, ...figures, ...change, 'document', 'sourceAsOf', 'quality', 'notes'];
}

function volumeRow({ change, source, notes, ...row }: VolumeRow): Record<string, Cell> {
  return {
    ...row,
    ...(change && {
      changePrevious: change.previous,
      changeAbsolute: change.absolute,
      changePercent: change.percent,
      changeFrom: change.from,
      changeTo: change.to,
      changeBasis: change.basis,
      changeDocument: change.source?.document ?? null,
      changeSourceAsOf: change.source?.asOf ?? null,
      changeQuality: change.source?.quality ?? null,
    }),
    document: source.document,
    sourceAsOf: source.asOf,
    quality: source.quality,
    notes: notes.map((note) => note.code).join('|'),
  };
}
