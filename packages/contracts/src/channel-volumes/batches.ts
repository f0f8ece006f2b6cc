import { z } from 'zod';
import { changeRoutes } from '../core/changes.ts';
import { defineRoute } from '../core/define-route.ts';
import { booleanParameter, pageParameters } from '../core/parameters.ts';
import { Count, Day, Instant, listOf, Quality, Reason, Region, regionCodes, SiteId, Source } from '../core/schemas.ts';
import { both } from '../core/text.ts';
import { Measure, measureIds } from './measures.ts';

/** Why a line of a batch is refused. */
export const lineCodes = [
  'malformed-line',
  'unknown-measure',
  'unknown-site',
  'site-not-open',
  'unknown-region',
  'region-contradicts-site',
  'measure-without-sites',
  'invalid-value',
  'invalid-date',
  'future-day',
  'from-after-to',
  'not-one-day',
  'outside-region',
  'duplicate-entry',
] as const;
export type LineCode = (typeof lineCodes)[number];

/** An entry as it should be sent; for the documents, since a batch is judged line by line and not as a whole. */
const entryForm = z.strictObject({
  measure: z.enum(measureIds),
  siteId: z
    .string()
    .optional()
    .meta({ description: both('The site, of a measure that is counted by site', 'Le site, pour une mesure comptée par site') }),
  region: z
    .enum(regionCodes)
    .optional()
    .meta({ description: both('The region of a total; national without it', 'La région d’un total; national sans elle') }),
  from: z.iso.date(),
  to: z.iso.date(),
  value: z
    .int()
    .min(0)
    .meta({ description: both('Written in plain digits', 'Écrit en chiffres seuls') }),
});
export type NewEntry = z.infer<typeof entryForm>;

const { $schema: _, ...entrySchema } = z.toJSONSchema(entryForm);
/** Anything: each entry is judged for itself, so that the faults of all lines come together and good lines can be kept. */
const EntryAsSent = z.custom<NewEntry>().meta({ id: 'NewEntry', ...entrySchema });

export const NewBatch = z.strictObject({ source: Source, entries: z.array(EntryAsSent) }).meta({ id: 'NewBatch' });
export type NewBatch = z.infer<typeof NewBatch>;

export const LineError = z
  .strictObject({
    line: z
      .int()
      .min(1)
      .meta({
        description: both(
          'Position in `entries`, or the physical line of the file, from 1 (the first row of a CSV is 2)',
          'Position dans `entries`, ou ligne physique du fichier, à partir de 1 (la première rangée d’un CSV est la 2)',
        ),
      }),
    pointer: z.string(),
    code: z.enum(lineCodes),
    detail: z.string(),
  })
  .meta({ id: 'LineError' });
export type LineError = z.infer<typeof LineError>;

export const BatchId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/)
  .meta({ id: 'BatchId' });

export const BatchState = z.enum(['receiving', 'storing', 'recorded', 'dry-run']).meta({
  id: 'BatchState',
  description: both(
    'receiving: lines are read and checked; storing: all were read; recorded: known from `recordedAt` on; dry-run: nothing was stored',
    'receiving : les lignes sont lues et vérifiées; storing : toutes ont été lues; recorded : connu à compter de `recordedAt`; dry-run : rien n’a été consigné',
  ),
});

export const Receipt = z
  .strictObject({
    batchId: BatchId.nullable().meta({ description: both('null for a dry run: nothing was stored', 'null pour un essai : rien n’a été consigné') }),
    state: BatchState,
    recordedAt: Instant.nullable().meta({
      description: both('From this instant on the batch is known (`knownAt`)', 'À partir de cet instant, le lot est connu (`knownAt`)'),
    }),
    source: Source,
    override: Reason.nullable().meta({
      description: both('Why counts of sites that were not open are kept', 'Pourquoi les nombres de sites qui n’étaient pas ouverts sont conservés'),
    }),
    received: Count.meta({
      description: both(
        'accepted + revised + unchanged + rejected; while a batch is coming, the entries read so far',
        'accepted + revised + unchanged + rejected; tant qu’un lot arrive, les entrées lues jusqu’ici',
      ),
    }),
    accepted: Count.nullable().meta({
      description: both('Entries that are new; null while a batch is coming', 'Entrées nouvelles; null tant qu’un lot arrive'),
    }),
    revised: Count.nullable().meta({
      description: both(
        'Entries with another value than before: a new revision each',
        'Entrées dont la valeur diffère de la précédente : chacune une nouvelle révision',
      ),
    }),
    unchanged: Count.nullable().meta({ description: both('Entries whose value was known already', 'Entrées dont la valeur était déjà connue') }),
    rejected: Count.meta({ description: both('Entries with faults', 'Entrées fautives') }),
    errors: z
      .array(LineError)
      .max(1000)
      .meta({
        description: both(
          'The first 1,000 faults; `rejected` counts all entries that have any',
          'Les 1 000 premières fautes; `rejected` compte toutes les entrées qui en ont',
        ),
      }),
  })
  .meta({ id: 'Receipt' });
export type Receipt = z.infer<typeof Receipt>;

export const BatchEntry = z
  .strictObject({
    measure: Measure,
    siteId: SiteId.nullable(),
    region: Region.nullable(),
    from: Day,
    to: Day,
    value: Count,
    previous: Count.nullable().meta({ description: both('The value that it revised', 'La valeur qu’elle a révisée') }),
    basis: z.enum(['reported', 'observed']),
  })
  .meta({ id: 'BatchEntry' });
export type BatchEntry = z.infer<typeof BatchEntry>;

const ofLines = both('CSV and NDJSON only, where it is required: the source of the batch', 'CSV et NDJSON seulement, où il est requis : la source du lot');

export const recordBatch = defineRoute({
  method: 'POST',
  path: '/v1/volumes/batches',
  scope: 'volumes:write',
  summary: { en: 'Record a batch of counts', fr: 'Consigner un lot de nombres' },
  description: {
    en: 'All or nothing, unless `onError=skip-rows` keeps the good entries. A different value for the same measure, place and period is a new revision, never an overwrite. Entries of `in-person.clients-served` that name a site count one day there (observed); so do entries of one day without a place of the other measures. All else is a total that a document states (reported). NDJSON and CSV are read as they come, of any length, also packed by gzip.',
    fr: 'Tout ou rien, à moins que `onError=skip-rows` ne conserve les bonnes entrées. Une valeur différente pour la même mesure, le même lieu et la même période est une nouvelle révision, jamais un remplacement. Les entrées d’`in-person.clients-served` qui nomment un site y comptent un jour (observé), de même que les entrées d’un jour, sans lieu, des autres mesures. Tout le reste est un total énoncé par un document (rapporté). Le NDJSON et le CSV sont lus au fil de leur arrivée, de toute longueur, aussi comprimés par gzip.',
  },
  query: z.strictObject({
    onError: z
      .enum(['reject', 'skip-rows'])
      .default('reject')
      .meta({ description: both('`skip-rows` keeps the good entries', '`skip-rows` conserve les bonnes entrées') }),
    dryRun: booleanParameter()
      .default(false)
      .meta({ description: both('Says what would happen and stores nothing', 'Dit ce qui arriverait et ne consigne rien') }),
    batchId: BatchId.optional().meta({
      description: both(
        'A code of the caller’s own: the progress of a long batch can be read under it while it runs',
        'Un code choisi par l’appelant : la progression d’un long lot peut être lue sous ce code pendant son exécution',
      ),
    }),
    override: Reason.optional().meta({
      description: both(
        'A reason: counts of sites that were not open on their day are kept, too',
        'Une raison : les nombres de sites qui n’étaient pas ouverts ce jour-là sont conservés aussi',
      ),
    }),
    numbers: z
      .enum(['plain', 'en', 'fr'])
      .optional()
      .meta({
        description: both(
          'CSV only: how `value` is written: `plain` 1234567 (without it), `en` 1,234,567, `fr` 1 234 567',
          'CSV seulement : comment `value` s’écrit : `plain` 1234567 (à défaut), `en` 1,234,567, `fr` 1 234 567',
        ),
      }),
    document: Source.shape.document.optional().meta({ description: ofLines }),
    sourceAsOf: Day.optional().meta({ description: ofLines }),
    quality: Quality.optional().meta({ description: ofLines }),
  }),
  body: NewBatch,
  lines: {
    columns: ['measure', 'siteId', 'region', 'from', 'to', 'value'],
    required: ['measure', 'from', 'to', 'value'],
    example: {
      query: { document: 'Daily count of the eChannels', sourceAsOf: '2024-02-06', quality: 'measured' },
      rows: [{ measure: 'e-channels.clients-served', from: '2024-02-05', to: '2024-02-05', value: 4180 }],
    },
  },
  reply: { status: 201, orStatus: 200, body: Receipt },
  problems: ['empty-batch', 'batch-rejected', 'batch-exists', 'outside-region'],
  example: {
    body: {
      source: { document: 'Daily count of the eChannels', asOf: '2024-02-06', quality: 'measured' },
      entries: [{ measure: 'e-channels.clients-served', from: '2024-02-05', to: '2024-02-05', value: 4180 }],
    },
  },
});

const batchParams = z.strictObject({ batchId: BatchId });
/** The batch of the network update’s totals, which every load brings. */
const batchExample = { batchId: 'network-update-2023-05-16' };

export const readBatch = defineRoute({
  method: 'GET',
  path: '/v1/volumes/batches/{batchId}',
  scope: 'volumes:read',
  summary: { en: 'Read the receipt of a batch', fr: 'Consulter le reçu d’un lot' },
  description: {
    en: 'While a batch comes as lines under a `batchId` of the caller’s own, its state and the entries read so far.',
    fr: 'Tant qu’un lot arrive en lignes sous un `batchId` choisi par l’appelant, son état et les entrées lues jusqu’ici.',
  },
  params: batchParams,
  reply: { status: 200, body: Receipt },
  problems: ['outside-region'],
  example: { params: batchExample },
});

export const listBatchEntries = defineRoute({
  method: 'GET',
  path: '/v1/volumes/batches/{batchId}/entries',
  scope: 'volumes:read',
  summary: { en: 'List what a batch changed', fr: 'Lister ce qu’un lot a modifié' },
  description: {
    en: 'The entries that were new or revised; what was known already is not listed.',
    fr: 'Les entrées nouvelles ou révisées; ce qui était déjà connu n’est pas listé.',
  },
  params: batchParams,
  query: z.strictObject({ ...pageParameters }),
  reply: { status: 200, body: listOf(BatchEntry).meta({ id: 'BatchEntryList' }) },
  problems: ['outside-region'],
  example: { params: batchExample, query: {} },
});

export const { listChanges: listVolumeChanges, verifyChanges: verifyVolumeChanges } = changeRoutes('/v1/volumes', {
  en: 'channel volumes',
  fr: 'volumes des canaux',
});
