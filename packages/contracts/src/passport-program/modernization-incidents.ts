import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, timeParameters } from '../core/parameters.ts';
import { Day, listOf, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { PassportSystem, Slug, StatedMonth } from './statements.ts';

export const PilotIncidentFacts = z.strictObject({
  incidentId: Slug,
  system: PassportSystem,
  state: z.enum(['open', 'fixed', 'closed']).meta({ description: both('`closed` once the last site is back', '`closed` une fois le dernier site revenu') }),
  name: LocalizedText,
  ...StatedMonth.shape,
  effect: LocalizedText,
  movedTo: PassportSystem,
  sitesMoved: z.enum(['all', 'some']),
  fix: z.strictObject({ by: z.enum(['ESDC', 'IRCC']), kind: z.enum(['emergency', 'planned']), ...StatedMonth.shape }).nullable(),
  resumption: LocalizedText.nullable().meta({ description: both('How the sites came back', 'Comment les sites sont revenus') }),
  lastSiteBackOn: Day.nullable(),
});
export const PilotIncident = z.strictObject({ ...PilotIncidentFacts.shape, source: Source }).meta({ id: 'PilotIncident' });

export const listPilotIncidents = defineRoute({
  method: 'GET',
  path: '/v1/passport/modernization/incidents',
  scope: 'passport:read',
  summary: { en: 'Incidents of the pilot', fr: 'Incidents du projet pilote' },
  description: { en: 'As they stood on the day asked.', fr: 'Dans l’état où ils étaient le jour demandé.' },
  query: z.strictObject({ ...timeParameters, ...pageParameters }),
  reply: { status: 200, body: z.strictObject({ ...listOf(PilotIncident).shape, ...timeAxes }).meta({ id: 'PilotIncidentList' }) },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-03-09' } },
});
