import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, qualityParameter, timeParameters } from '../core/parameters.ts';
import { Day, listOf, Note, Province, Region, SiteId, SiteKind, Source, timeAxes } from '../core/schemas.ts';
import { LocalizedText } from '../core/text.ts';
import { PassportSystem, Slug } from './statements.ts';

export const PilotSite = z
  .strictObject({
    pilotSiteId: Slug,
    name: LocalizedText,
    nameInSource: z.string().meta({ description: 'In the document’s own words' }),
    siteId: SiteId.nullable().meta({ description: 'Where it is a point of the register of sites' }),
    kind: SiteKind,
    region: Region,
    province: Province,
    systemOfRecord: PassportSystem.nullable().meta({ description: 'On the day asked; null where no source says which' }),
    wave: z.int().min(1).nullable().meta({ description: 'The wave of the pilot on the day asked; null where no source says which' }),
    source: Source,
    effectiveOn: Day.meta({ description: 'Since when this version holds' }),
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
    system: PassportSystem.optional().meta({ description: 'Only sites with this system of record' }),
    ...timeParameters,
    ...qualityParameter,
    ...pageParameters,
  }),
  reply: { status: 200, body: z.strictObject({ ...listOf(PilotSite).shape, ...timeAxes, notes: z.array(Note) }).meta({ id: 'PilotSiteList' }) },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-02-10' } },
});
