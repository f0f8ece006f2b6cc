import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, repeatableParameter, timeParameters } from '../core/parameters.ts';
import { listOf, Region, SiteKind, SiteState, timeAxes } from '../core/schemas.ts';
import { both } from '../core/text.ts';
import { Code, Site, siteColumns, siteFeature, siteParams, siteRow } from './sites.ts';

export const NearSite = z
  .strictObject({
    ...Site.shape,
    km: z
      .number()
      .min(0)
      .meta({ description: both('Great-circle distance in kilometres, to the metre', 'Distance orthodromique en kilomètres, au mètre près') }),
  })
  .meta({ id: 'NearSite' });
export type NearSite = z.infer<typeof NearSite>;

export const listNearestSites = defineRoute({
  method: 'GET',
  path: '/v1/sites/{siteId}/nearest',
  scope: 'sites:read',
  summary: { en: 'The sites nearest to a site', fr: 'Les sites les plus proches d’un site' },
  description: {
    en: 'Nearest first, without the site itself; open sites where no state is asked for. Also as CSV and as GeoJSON.',
    fr: 'Du plus proche au plus éloigné, sans le site lui-même; les sites ouverts si aucun état n’est demandé. Aussi en CSV et en GeoJSON.',
  },
  params: siteParams,
  query: z.strictObject({
    kind: repeatableParameter(SiteKind).optional(),
    service: repeatableParameter(Code)
      .optional()
      .meta({ description: both('Sites that offer each of these services', 'Les sites qui offrent chacun de ces services') }),
    state: repeatableParameter(SiteState)
      .optional()
      .meta({ description: both('`open` without it', '`open` à défaut') }),
    region: repeatableParameter(Region).optional(),
    ...timeParameters,
    ...pageParameters,
  }),
  reply: { status: 200, body: z.strictObject({ ...listOf(NearSite).shape, ...timeAxes }).meta({ id: 'NearestSites' }) },
  problems: ['known-at-in-future'],
  formats: { csv: { columns: [...siteColumns, 'km'], row: (site: NearSite) => ({ ...siteRow(site), km: site.km }) }, geojson: siteFeature },
  example: { params: { siteId: 'SC-MB-SBM' }, query: { kind: ['passport-service-site'], limit: 5 } },
});
