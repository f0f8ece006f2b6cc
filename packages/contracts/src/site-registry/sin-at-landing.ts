import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, qualityParameter, repeatableParameter, timeParameters } from '../core/parameters.ts';
import { Day, Instant, listOf, Province, Reason, Region, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText, type Text } from '../core/text.ts';
import { EndedOn } from './sites.ts';

export const SinLocationState = z.enum(['under-study', 'piloting', 'adopted', 'declined']).meta({ id: 'SinLocationState' });
export type SinLocationState = z.infer<typeof SinLocationState>;
/** The states as sentences name them. */
export const sinLocationStateNames: Readonly<Record<SinLocationState, Text>> = {
  'under-study': { en: 'under study', fr: 'à l’étude' },
  piloting: { en: 'piloting', fr: 'en projet pilote' },
  adopted: { en: 'adopted', fr: 'adopté' },
  declined: { en: 'declined', fr: 'refusé' },
};
const LocationId = z
  .string()
  .min(2)
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .meta({ id: 'SinLocationId', examples: ['calgary'] });

export const SinLocation = z
  .strictObject({
    locationId: LocationId,
    name: LocalizedText,
    province: Province.nullable().meta({
      description: both('null: not one place, or places that the source does not name', 'null : pas un lieu unique, ou des lieux que la source ne nomme pas'),
    }),
    region: Region.nullable(),
    state: SinLocationState,
    note: LocalizedText.nullable(),
    source: Source,
    effectiveOn: Day,
    revision: z.int().min(1),
  })
  .meta({ id: 'SinLocation' });
export type SinLocation = z.infer<typeof SinLocation>;
const Reading = z.strictObject({ ...SinLocation.shape, ...timeAxes }).meta({ id: 'SinLocationReading' });
export const SinLocationVersion = z
  .strictObject({ ...SinLocation.shape, endedOn: EndedOn, recordedAt: Instant, actor: z.string(), reason: z.string().nullable() })
  .meta({ id: 'SinLocationVersion' });

const locationParams = z.strictObject({ locationId: LocationId });

export const listSinLocations = defineRoute({
  method: 'GET',
  path: '/v1/sin-at-landing/locations',
  scope: 'sites:read',
  summary: { en: 'SIN@Landing: pilot cities and candidates', fr: 'NAS@Landing : villes pilotes et candidates' },
  query: z.strictObject({
    state: repeatableParameter(SinLocationState).optional(),
    region: repeatableParameter(Region).optional(),
    ...timeParameters,
    ...qualityParameter,
    ...pageParameters,
  }),
  reply: { status: 200, body: z.strictObject({ ...listOf(SinLocation).shape, ...timeAxes }).meta({ id: 'SinLocationList' }) },
  problems: ['known-at-in-future'],
  example: { query: { asOf: '2023-05-16' } },
});

export const readSinLocation = defineRoute({
  method: 'GET',
  path: '/v1/sin-at-landing/locations/{locationId}',
  scope: 'sites:read',
  summary: { en: 'SIN@Landing: one location', fr: 'NAS@Landing : un lieu' },
  params: locationParams,
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: Reading },
  problems: ['known-at-in-future'],
  example: { params: { locationId: 'calgary' } },
});

export const addSinLocation = defineRoute({
  method: 'POST',
  path: '/v1/sin-at-landing/locations',
  scope: 'sites:write',
  summary: { en: 'SIN@Landing: add a location', fr: 'NAS@Landing : ajouter un lieu' },
  body: z
    .strictObject({
      locationId: LocationId,
      name: LocalizedText,
      province: Province.optional(),
      note: LocalizedText.optional(),
      state: z.enum(['under-study', 'piloting']).default('under-study'),
      effectiveOn: Day.optional(),
      reason: Reason.optional(),
      source: Source.optional(),
    })
    .meta({ id: 'NewSinLocation' }),
  reply: { status: 201, body: Reading },
  problems: ['duplicate-location', 'outside-region'],
  example: {
    body: {
      locationId: 'example-halifax',
      name: { en: 'Halifax (example)', fr: 'Halifax (exemple)' },
      province: 'NS',
      effectiveOn: '2023-06-01',
      reason: 'Example',
    },
  },
});

export const changeSinLocationState = defineRoute({
  method: 'POST',
  path: '/v1/sin-at-landing/locations/{locationId}/state-changes',
  scope: 'sites:write',
  summary: { en: 'SIN@Landing: pilot, adopt, decline or study a location', fr: 'NAS@Landing : mettre à l’essai, adopter, refuser ou étudier un lieu' },
  description: {
    en: 'under-study → piloting, adopted or declined; piloting → adopted, declined or under-study; adopted or declined → under-study.',
    fr: 'under-study → piloting, adopted ou declined; piloting → adopted, declined ou under-study; adopted ou declined → under-study.',
  },
  params: locationParams,
  ifMatch: true,
  body: z.strictObject({ state: SinLocationState, effectiveOn: Day.optional(), reason: Reason }).meta({ id: 'SinLocationStateChange' }),
  reply: { status: 201, body: Reading },
  problems: ['invalid-transition', 'outside-region', 'effective-before-start'],
  example: { params: { locationId: 'edmonton' }, body: { state: 'adopted', reason: 'Example' } },
});

export const listSinLocationHistory = defineRoute({
  method: 'GET',
  path: '/v1/sin-at-landing/locations/{locationId}/history',
  scope: 'sites:read',
  summary: { en: 'SIN@Landing: every version of a location', fr: 'NAS@Landing : toutes les versions d’un lieu' },
  params: locationParams,
  query: z.strictObject({ ...pageParameters }),
  reply: { status: 200, body: listOf(SinLocationVersion).meta({ id: 'SinLocationHistory' }) },
  problems: [],
  example: { params: { locationId: 'calgary' } },
});
