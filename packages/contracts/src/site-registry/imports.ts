import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { booleanParameter, pageParameters } from '../core/parameters.ts';
import { Count, Day, Instant, listOf, Quality, Reason, SiteId, SiteState, Source } from '../core/schemas.ts';
import { both } from '../core/text.ts';
import { siteColumns, SitePatch } from './sites.ts';

/** A site of an import, as it is judged: of one that exists already only what is named changes, and what is empty is taken away. */
export const ImportedSite = z.strictObject({
  ...SitePatch.shape,
  siteId: SiteId,
  state: SiteState.optional(),
  reason: Reason.optional(),
});
export type ImportedSite = z.output<typeof ImportedSite>;

export const ImportId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/)
  .meta({ id: 'ImportId' });

export const ImportLineError = z
  .strictObject({
    line: z
      .int()
      .min(1)
      .meta({
        description: both(
          'The physical line of the file, from 1 (the first row of a CSV is 2)',
          'La ligne physique du fichier, à partir de 1 (la première rangée d’un CSV est la 2)',
        ),
      }),
    pointer: z.string(),
    code: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'ImportLineError' });
export type ImportLineError = z.infer<typeof ImportLineError>;

export const ImportReport = z
  .strictObject({
    importId: ImportId.nullable().meta({ description: both('null for a dry run: nothing was stored', 'null pour un essai : rien n’a été consigné') }),
    recordedAt: Instant.nullable(),
    source: Source.nullable().meta({ description: both('null: each entry names the caller', 'null : chaque entrée nomme l’appelant') }),
    received: Count.meta({ description: both('new + changed + unchanged + rejected', 'new + changed + unchanged + rejected') }),
    new: Count.meta({ description: both('Rows that began a site', 'Rangées qui ont créé un site') }),
    changed: Count.meta({ description: both('Rows that changed a site', 'Rangées qui ont modifié un site') }),
    unchanged: Count.meta({ description: both('Rows that say what was known already', 'Rangées qui disent ce qui était déjà connu') }),
    rejected: Count.meta({ description: both('Rows with faults', 'Rangées fautives') }),
    missing: Count.meta({
      description: both(
        'Sites of the register, and of the caller’s region, that are not closed today and that no row names; nothing was done to them',
        'Sites du registre, et de la région de l’appelant, qui ne sont pas fermés aujourd’hui et que nulle rangée ne nomme; rien ne leur a été fait',
      ),
    }),
    missingSites: z
      .array(SiteId)
      .max(1000)
      .meta({ description: both('Their codes: the first 1,000', 'Leurs codes : les 1 000 premiers') }),
    errors: z
      .array(ImportLineError)
      .max(1000)
      .meta({ description: both('The faults: the first 1,000', 'Les fautes : les 1 000 premières') }),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.infer<typeof ImportReport>;

export const importSites = defineRoute({
  method: 'POST',
  path: '/v1/sites/imports',
  scope: 'sites:write',
  summary: { en: 'Import sites', fr: 'Importer des sites' },
  description: {
    en: 'A list of sites as CSV or NDJSON, of any length: new ones begin, others change from `effectiveOn` on (today without it), what is known already stays as it is, and what the list does not name is only told. All or nothing, unless `onError=skip-rows` keeps the good rows. An export as CSV can be imported again unchanged. Reactivations bring the passport-extension rule with them. A list that does not name `passport` at an extended site says nothing of it. A line of NDJSON has the columns as members, or those of a site (`name`, `address`, `location`).',
    fr: 'Une liste de sites en CSV ou en NDJSON, de toute longueur : les nouveaux commencent, les autres changent à compter d’`effectiveOn` (à défaut, aujourd’hui), ce qui est déjà connu reste tel quel, et ce que la liste ne nomme pas est seulement signalé. Tout ou rien, à moins que `onError=skip-rows` ne conserve les bonnes rangées. Une exportation CSV peut être réimportée sans changement. Les réactivations entraînent l’application de la règle d’élargissement des services de passeport. Une liste qui ne nomme pas `passport` à un site élargi n’en dit rien. Une ligne de NDJSON a pour membres les colonnes, ou ceux d’un site (`name`, `address`, `location`).',
  },
  query: z.strictObject({
    onError: z
      .enum(['reject', 'skip-rows'])
      .default('reject')
      .meta({ description: both('`skip-rows` keeps the good rows', '`skip-rows` conserve les bonnes rangées') }),
    dryRun: booleanParameter()
      .default(false)
      .meta({ description: both('Says what would happen and stores nothing', 'Dit ce qui arriverait et ne consigne rien') }),
    document: Source.shape.document.optional().meta({ description: both('Where the list comes from', 'D’où vient la liste') }),
    sourceAsOf: Day.optional().meta({ description: both('The day of that document; today without it', 'Le jour de ce document; à défaut, aujourd’hui') }),
    quality: Quality.optional().meta({ description: both('`measured` without it', 'À défaut, `measured`') }),
    reason: Reason.optional().meta({ description: both('For rows that give none', 'Pour les rangées qui n’en donnent pas') }),
  }),
  lines: {
    columns: siteColumns,
    required: ['siteId', 'kind', 'nameEn', 'nameFr', 'region', 'province', 'city', 'lat', 'lon', 'timeZone'],
    keepsEmptyCells: true,
    example: {
      rows: [
        {
          siteId: 'EXAMPLE-TRURO',
          kind: 'scheduled-outreach',
          nameEn: 'Truro Example',
          nameFr: 'Truro (exemple)',
          region: 'atlantic',
          province: 'NS',
          city: 'Truro',
          lat: 45.37,
          lon: -63.27,
          timeZone: 'America/Halifax',
          state: 'planned',
          effectiveOn: '2024-02-01',
          reason: 'Example',
        },
      ],
    },
  },
  reply: { status: 201, orStatus: 200, body: ImportReport },
  problems: ['empty-import', 'import-rejected', 'outside-region'],
  example: { query: {} },
});

const importParams = z.strictObject({ importId: ImportId });

export const readImport = defineRoute({
  method: 'GET',
  path: '/v1/sites/imports/{importId}',
  scope: 'sites:read',
  summary: { en: 'Read the report of an import', fr: 'Consulter le rapport d’une importation' },
  params: importParams,
  reply: { status: 200, body: ImportReport },
  problems: [],
  example: { params: { importId: 'first-list' } },
});

export const ImportOutcome = z.enum(['new', 'changed', 'unchanged']).meta({ id: 'ImportOutcome' });
export const ImportedRow = z
  .strictObject({
    line: z.int().min(1),
    siteId: SiteId,
    outcome: ImportOutcome,
    revision: z
      .int()
      .min(1)
      .meta({ description: both('Of the site, after this row', 'Du site, après cette rangée') }),
  })
  .meta({ id: 'ImportedRow' });
export type ImportedRow = z.infer<typeof ImportedRow>;

export const listImportedRows = defineRoute({
  method: 'GET',
  path: '/v1/sites/imports/{importId}/rows',
  scope: 'sites:read',
  summary: { en: 'List what each row of an import did', fr: 'Lister ce qu’a fait chaque rangée d’une importation' },
  description: { en: 'The rows without fault, by line.', fr: 'Les rangées sans faute, par ligne.' },
  params: importParams,
  query: z.strictObject({ outcome: ImportOutcome.optional(), ...pageParameters }),
  reply: { status: 200, body: listOf(ImportedRow).meta({ id: 'ImportedRowList' }) },
  problems: [],
  example: { params: { importId: 'first-list' }, query: {} },
});
