import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, qualityParameter, timeParameters } from '../core/parameters.ts';
import { Day, listOf, Note, Province, Region, SiteId, SiteKind, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { PassportSystem, Slug } from './statements.ts';

export const PilotSite = z
  .strictObject({
    pilotSiteId: Slug,
    name: LocalizedText,
    nameInSource: z.string().meta({ description: both('In the document’s own words', 'Dans les termes mêmes du document') }),
    siteId: SiteId.nullable().meta({ description: both('Where it is a point of the register of sites', 'S’il s’agit d’un point du registre des sites') }),
    kind: SiteKind,
    region: Region,
    province: Province,
    systemOfRecord: PassportSystem.nullable().meta({
      description: both('On the day asked; null where no source says which', 'Le jour demandé; null si aucune source ne dit lequel'),
    }),
    wave: z
      .int()
      .min(1)
      .nullable()
      .meta({
        description: both(
          'The wave of the pilot on the day asked; null where no source says which',
          'La vague du projet pilote le jour demandé; null si aucune source ne dit laquelle',
        ),
      }),
    source: Source,
    effectiveOn: Day.meta({ description: both('Since when this version holds', 'Depuis quand cette version vaut') }),
    revision: z.int().min(1),
  })
  .meta({ id: 'PilotSite' });
export type PilotSite = z.infer<typeof PilotSite>;

export const listPilotSites = defineRoute({
  method: 'GET',
  path: '/v1/passport/modernization/sites',
  scope: 'passport:read',
  summary: {
    en: 'Sites of the modernization pilot and the system that each works in',
    fr: 'Sites du projet pilote de modernisation et système dans lequel chacun travaille',
  },
  query: z.strictObject({
    system: PassportSystem.optional().meta({
      description: both('Only sites with this system of record', 'Seulement les sites dont c’est le système d’enregistrement'),
    }),
    ...timeParameters,
    ...qualityParameter,
    ...pageParameters,
  }),
  reply: { status: 200, body: z.strictObject({ ...listOf(PilotSite).shape, ...timeAxes, notes: z.array(Note) }).meta({ id: 'PilotSiteList' }) },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-02-10' } },
});
