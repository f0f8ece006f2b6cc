import { z } from 'zod';
import { changeRoutes } from '../core/changes.ts';
import { defineRoute } from '../core/define-route.ts';
import { booleanParameter, pageParameters } from '../core/parameters.ts';
import { Count, Day, Instant, listOf, Region, regionCodes, SiteId, Source } from '../core/schemas.ts';
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
      .meta({ description: both('Position in `entries`, from 1', 'Position dans `entries`, à partir de 1') }),
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

export const Receipt = z
  .strictObject({
    batchId: BatchId.nullable().meta({ description: both('null for a dry run: nothing was stored', 'null pour un essai : rien n’a été consigné') }),
    recordedAt: Instant.nullable().meta({
      description: both('From this instant on the batch is known (`knownAt`)', 'À partir de cet instant, le lot est connu (`knownAt`)'),
    }),
    source: Source,
    received: Count.meta({ description: both('accepted + revised + unchanged + rejected', 'accepted + revised + unchanged + rejected') }),
    accepted: Count.meta({ description: both('Entries that are new', 'Entrées nouvelles') }),
    revised: Count.meta({
      description: both(
        'Entries with another value than before: a new revision each',
        'Entrées dont la valeur diffère de la précédente : chacune une nouvelle révision',
      ),
    }),
    unchanged: Count.meta({ description: both('Entries whose value was known already', 'Entrées dont la valeur était déjà connue') }),
    rejected: Count.meta({ description: both('Entries with faults', 'Entrées fautives') }),
    errors: z
      .array(LineError)
      .max(1000)
      .meta({
        description: both(
          'The first 1,000 faults; `rejected` counts all entries that have any',
          'Les 1 000 premières fautes; `rejected` compte toutes les entrées qui en ont',
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

export const recordBatch = defineRoute({
  method: 'POST',
  path: '/v1/volumes/batches',
  scope: 'volumes:write',
  summary: { en: 'Record a batch of counts', fr: 'Consigner un lot de nombres' },
  description: {
    en: 'All or nothing, unless `onError=skip-rows` keeps the good entries. A different value for the same measure, place and period is a new revision, never an overwrite. Entries of `in-person.clients-served` that name a site count one day there (observed); so do entries of one day without a place of the other measures. All else is a total that a document states (reported).',
    fr: 'Tout ou rien, à moins que `onError=skip-rows` ne conserve les bonnes entrées. Une valeur différente pour la même mesure, le même lieu et la même période est une nouvelle révision, jamais un remplacement. Les entrées d’`in-person.clients-served` qui nomment un site y comptent un jour (observé), de même que les entrées d’un jour, sans lieu, des autres mesures. Tout le reste est un total énoncé par un document (rapporté).',
  },
  query: z.strictObject({
    onError: z
      .enum(['reject', 'skip-rows'])
      .default('reject')
      .meta({ description: both('`skip-rows` keeps the good entries', '`skip-rows` conserve les bonnes entrées') }),
    dryRun: booleanParameter()
      .default(false)
      .meta({ description: both('Says what would happen and stores nothing', 'Dit ce qui arriverait et ne consigne rien') }),
  }),
  body: NewBatch,
  reply: { status: 201, orStatus: 200, body: Receipt },
  problems: ['empty-batch', 'batch-rejected', 'outside-region'],
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
