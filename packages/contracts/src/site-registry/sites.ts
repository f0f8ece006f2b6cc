import { z } from 'zod';
import { changeRoutes } from '../core/changes.ts';
import { type Cell, defineRoute, type Feature } from '../core/define-route.ts';
import { commaTupleParameter, numberParameter, pageParameters, qualityParameter, repeatableParameter, timeParameters } from '../core/parameters.ts';
import { Day, Instant, listOf, Province, Reason, Region, setOf, SiteId, SiteKind, SiteState, Source, timeAxes } from '../core/schemas.ts';
import { both, filledText, LocalizedText } from '../core/text.ts';
import { canadianTimeZones } from './time-zones.ts';

/** Canadian letters of a postal code; small letters and a missing blank are mended, since nothing is guessed by that. */
export const PostalCode = z
  .preprocess(
    (value) =>
      typeof value === 'string' && /^[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d$/.test(value) ? `${value.slice(0, 3)} ${value.slice(-3)}`.toUpperCase() : value,
    z.string().regex(/^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d$/),
  )
  .meta({ id: 'PostalCode', examples: ['K7L 2Z5'] });

export const TimeZone = z
  .string()
  .refine((zone) => canadianTimeZones.includes(zone), { params: { code: 'unknown-time-zone' } })
  .meta({
    id: 'TimeZone',
    description: both('Time zone of Canada in the IANA database', 'Fuseau horaire du Canada dans la base IANA'),
    enum: canadianTimeZones,
    examples: ['America/Toronto'],
  });

const Street = filledText(200);
const City = filledText(200);
const Latitude = z.number().min(-90).max(90);
const Longitude = z.number().min(-180).max(180);
const Precision = z.enum(['address', 'postal-area', 'community', 'municipality']);
const LanguageCode = z.string().regex(/^[a-z]{2,3}$/);
export const Code = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(64);
const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const Address = z.strictObject({ street: Street.optional(), city: City, postalCode: PostalCode.optional() }).meta({ id: 'Address' });
/** WGS 84, in degrees; `precision` says what the point stands for. */
export const Location = z.strictObject({ lat: Latitude, lon: Longitude, precision: Precision.optional() }).meta({ id: 'Location' });
export const OpeningHours = z
  .strictObject({
    days: setOf(z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']))
      .min(1)
      .max(7),
    opens: LocalTime,
    closes: LocalTime,
  })
  .refine((hours) => hours.opens < hours.closes, { path: ['closes'], params: { code: 'closes-before-opening' } })
  .meta({
    id: 'OpeningHours',
    description: both('Local time of the site', 'Heure locale du site'),
    examples: [{ days: ['monday', 'friday'], opens: '08:30', closes: '16:00' }],
  });

/** On one day a site opens again only once it has closed. */
function apartOnEachDay(hours: readonly z.output<typeof OpeningHours>[], context: z.core.$RefinementCtx): void {
  for (const [index, one] of hours.entries()) {
    const meets = hours
      .slice(0, index)
      .some((before) => one.opens < before.closes && before.opens < one.closes && one.days.some((day) => before.days.includes(day)));
    if (meets) context.addIssue({ code: 'custom', path: [index], params: { code: 'hours-overlap' } });
  }
}

/** What a version of a site holds; each member may change from a day on. */
const content = {
  kind: SiteKind,
  name: LocalizedText,
  region: Region,
  province: Province,
  address: Address,
  location: Location,
  timeZone: TimeZone,
  languages: setOf(LanguageCode).max(10),
  hours: z.array(OpeningHours).max(20).superRefine(apartOnEachDay),
  services: setOf(Code).max(50),
  accessibility: setOf(Code).max(50),
};

const siteExample = {
  siteId: 'EXAMPLE-KINGSTON',
  kind: 'service-canada-centre' as const,
  name: { en: 'Kingston Example Service Canada Centre', fr: 'Centre Service Canada – Kingston (exemple)' },
  region: 'ontario' as const,
  province: 'ON' as const,
  address: { street: '1 Main Street', city: 'Kingston', postalCode: 'K7L 2Z5' },
  location: { lat: 44.23, lon: -76.49, precision: 'municipality' as const },
  timeZone: 'America/Toronto',
  languages: ['en', 'fr'],
  hours: [{ days: ['monday' as const, 'tuesday' as const, 'wednesday' as const, 'thursday' as const, 'friday' as const], opens: '08:30', closes: '16:00' }],
  services: ['passport'],
  accessibility: ['step-free-entrance'],
};

export const NewSite = z
  .strictObject({
    siteId: SiteId,
    ...content,
    languages: content.languages.default([]),
    hours: content.hours.default([]),
    services: content.services.default([]),
    accessibility: content.accessibility.default([]),
    source: Source.optional(),
    effectiveOn: Day.optional().meta({
      description: both('From when the site is planned; today at the site without it', 'À compter de quand le site est prévu; à défaut, aujourd’hui au site'),
    }),
    reason: Reason.optional(),
  })
  .meta({ id: 'NewSite' });
export type NewSite = z.output<typeof NewSite>;

/** A list is cleared by `null` as by an empty one. */
function clearable<List extends z.ZodArray>(list: List) {
  return list
    .nullable()
    .transform((members): z.output<List> | [] => members ?? [])
    .optional();
}

/** JSON Merge Patch (RFC 7396): only what is named changes, `null` clears an optional member. */
export const SitePatch = z
  .strictObject({
    kind: SiteKind.optional(),
    name: z.strictObject({ en: LocalizedText.shape.en.optional(), fr: LocalizedText.shape.fr.optional() }).optional(),
    region: Region.optional(),
    province: Province.optional(),
    address: z.strictObject({ street: Street.nullable().optional(), city: City.optional(), postalCode: PostalCode.nullable().optional() }).optional(),
    location: z.strictObject({ lat: Latitude.optional(), lon: Longitude.optional(), precision: Precision.nullable().optional() }).optional(),
    timeZone: TimeZone.optional(),
    languages: clearable(content.languages),
    hours: clearable(content.hours),
    services: clearable(content.services),
    accessibility: clearable(content.accessibility),
    effectiveOn: Day.optional().meta({
      description: both('From when it holds; today at the site without it', 'À compter de quand cela vaut; à défaut, aujourd’hui au site'),
    }),
    reason: Reason,
  })
  .meta({ id: 'SitePatch' });
export type SitePatch = z.output<typeof SitePatch>;

/** Of a version in a history. */
export const EndedOn = Day.nullable().meta({
  description: both(
    'The first day on which it no longer holds, as known now; its own `effectiveOn` if another version of that day has taken its place',
    'Le premier jour où elle ne vaut plus, selon ce qui est connu à présent; son propre `effectiveOn` si une autre version de ce jour l’a remplacée',
  ),
});

/** A version of a site as it is kept. */
const version = {
  siteId: SiteId,
  ...content,
  state: SiteState,
  successor: SiteId.nullable().meta({ description: both('The site into which this one was closed', 'Le site dans lequel celui-ci a été fondu') }),
  source: Source,
  illustrativeMembers: z.array(z.enum(['hours', 'services', 'accessibility'])).meta({
    description: both(
      'Members that are illustrative though the source states the rest; none where the whole record has one source',
      'Membres illustratifs, bien que la source énonce le reste; aucun lorsque toute la fiche a une seule source',
    ),
  }),
  effectiveOn: Day.meta({ description: both('Since when this version holds', 'Depuis quand cette version vaut') }),
  revision: z
    .int()
    .min(1)
    .meta({ description: both('Counts the changes of the site', 'Compte les modifications du site') }),
};

export const Site = z
  .strictObject({
    ...version,
    currentSuccessor: SiteId.nullable().meta({
      description: both(
        'Where the line of successors ends on that day; null without a successor',
        'Là où la suite des successeurs s’arrête ce jour-là; null sans successeur',
      ),
    }),
    predecessors: z.array(SiteId).meta({
      description: both(
        'Every site that was closed into this one, also by way of others; nearest first',
        'Chaque site fondu dans celui-ci, aussi par l’intermédiaire d’autres; du plus proche au plus éloigné',
      ),
    }),
  })
  .meta({ id: 'Site' });
export type Site = z.infer<typeof Site>;
export const SiteReading = z.strictObject({ ...Site.shape, ...timeAxes }).meta({ id: 'SiteReading' });
export const SiteList = z.strictObject({ ...listOf(Site).shape, ...timeAxes }).meta({ id: 'SiteList' });
export const SiteVersion = z
  .strictObject({
    ...version,
    endedOn: EndedOn,
    recordedAt: Instant,
    actor: z.string(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'SiteVersion' });

/** The columns of an import, so that an export can be imported again unchanged. */
export const siteColumns = [
  'siteId',
  'kind',
  'nameEn',
  'nameFr',
  'region',
  'province',
  'street',
  'city',
  'postalCode',
  'lat',
  'lon',
  'precision',
  'timeZone',
  'languages',
  'services',
  'accessibility',
  'state',
  'effectiveOn',
  'reason',
] as const;

export const siteParams = z.strictObject({ siteId: SiteId });
const latitude = numberParameter({ min: -90, max: 90 });
const longitude = numberParameter({ min: -180, max: 180 });

export const listSites = defineRoute({
  method: 'GET',
  path: '/v1/sites',
  scope: 'sites:read',
  summary: { en: 'List sites', fr: 'Lister les sites' },
  description: {
    en: 'Sites as they were on a day (`asOf`) and as the system knew them at an instant (`knownAt`). Also as CSV and as GeoJSON.',
    fr: 'Les sites tels qu’ils étaient un jour donné (`asOf`) et tels que le système les connaissait à un instant donné (`knownAt`). Aussi en CSV et en GeoJSON.',
  },
  query: z
    .strictObject({
      kind: repeatableParameter(SiteKind).optional(),
      region: repeatableParameter(Region).optional(),
      province: repeatableParameter(Province).optional(),
      state: repeatableParameter(SiteState).optional(),
      service: repeatableParameter(Code)
        .optional()
        .meta({ description: both('Sites that offer each of these services', 'Les sites qui offrent chacun de ces services') }),
      q: filledText(200)
        .optional()
        .meta({
          description: both(
            'Words of the name in either language or their beginnings, without regard to accents and apostrophes',
            'Mots du nom dans l’une ou l’autre langue, ou leurs débuts, sans égard aux accents ni aux apostrophes',
          ),
        }),
      near: commaTupleParameter([latitude, longitude])
        .optional()
        .meta({
          description: both('latitude,longitude: nearest first, as `45.42,-75.7`', 'latitude,longitude : du plus proche au plus éloigné, comme `45.42,-75.7`'),
        }),
      radiusKm: numberParameter({ min: 0, max: 20_100 })
        .optional()
        .meta({ description: both('With `near`: at most so far, great-circle', 'Avec `near` : au plus à cette distance, orthodromique') }),
      bbox: commaTupleParameter([longitude, latitude, longitude, latitude])
        .optional()
        .meta({
          description: both(
            'west,south,east,north, as `-80,43,-75,46`; west > east crosses the 180th meridian',
            'ouest,sud,est,nord, comme `-80,43,-75,46`; ouest > est traverse le 180e méridien',
          ),
        }),
      ...timeParameters,
      quality: qualityParameter.quality.meta({
        description: both(
          'Only sites whose `source` is of this quality, whatever their `illustrativeMembers`; repeatable',
          'Seulement les sites dont la `source` est de cette qualité, quels que soient leurs `illustrativeMembers`; répétable',
        ),
      }),
      ...pageParameters,
    })
    .refine((query) => query.radiusKm === undefined || query.near !== undefined, { path: ['radiusKm'], params: { code: 'needs-near' } })
    .refine((query) => query.bbox === undefined || query.bbox[1] <= query.bbox[3], { path: ['bbox'], params: { code: 'south-after-north' } }),
  reply: { status: 200, body: SiteList },
  problems: ['known-at-in-future'],
  formats: { csv: { columns: siteColumns, row: siteRow }, geojson: siteFeature },
  example: { query: { kind: ['passport-service-site'], asOf: '2023-03-31' } },
});

export const createSite = defineRoute({
  method: 'POST',
  path: '/v1/sites',
  scope: 'sites:write',
  summary: { en: 'Add a site', fr: 'Ajouter un site' },
  description: { en: 'A new site is `planned`; a status change opens it.', fr: 'Un nouveau site est à l’état `planned`; un changement d’état l’ouvre.' },
  body: NewSite,
  reply: { status: 201, body: SiteReading },
  problems: ['duplicate-site', 'region-mismatch', 'outside-canada', 'outside-region'],
  example: { body: { ...siteExample, effectiveOn: '2024-01-15', reason: 'Example' } },
});

export const readSite = defineRoute({
  method: 'GET',
  path: '/v1/sites/{siteId}',
  scope: 'sites:read',
  summary: { en: 'Read a site', fr: 'Consulter un site' },
  params: siteParams,
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: SiteReading },
  problems: ['known-at-in-future'],
  example: { params: { siteId: 'SC-3010' }, query: {} },
});

export const changeSite = defineRoute({
  method: 'PATCH',
  path: '/v1/sites/{siteId}',
  scope: 'sites:write',
  summary: { en: 'Change a site from a day on', fr: 'Modifier un site à compter d’un jour' },
  description: {
    en: 'JSON Merge Patch. The version before stays readable by `knownAt`. A patch that changes nothing makes no version. At an outreach site whose passport service is decided, `services` cannot say otherwise: PUT /v1/outreach/passport-extension/{siteId} decides anew.',
    fr: 'JSON Merge Patch. La version précédente reste lisible au moyen de `knownAt`. Une modification sans effet ne crée aucune version. À un site mobile dont les services de passeport font l’objet d’une décision, `services` ne peut la contredire : PUT /v1/outreach/passport-extension/{siteId} en décide de nouveau.',
  },
  params: siteParams,
  ifMatch: true,
  body: SitePatch,
  reply: { status: 200, body: SiteReading },
  problems: ['region-mismatch', 'outside-canada', 'outside-region', 'effective-before-start', 'invalid-transition', 'contradicts-passport-extension'],
  example: { params: { siteId: 'SC-3582' }, body: { accessibility: ['step-free-entrance'], reason: 'Example' } },
});

export const changeSiteStatus = defineRoute({
  method: 'POST',
  path: '/v1/sites/{siteId}/status-changes',
  scope: 'sites:write',
  summary: { en: 'Open, suspend, reactivate or close a site', fr: 'Ouvrir, suspendre, réactiver ou fermer un site' },
  description: {
    en: 'planned → open or closed; open ↔ suspended; open or suspended → closed; closed is final. Suspended → open is a reactivation. A second change on one day replaces the first, and the state of the day before takes it back; on the first day of a site it replaces `planned`.',
    fr: 'planned → open ou closed; open ↔ suspended; open ou suspended → closed; closed est définitif. Suspended → open est une réactivation. Un second changement le même jour remplace le premier, et l’état de la veille l’annule; le premier jour d’un site, il remplace `planned`.',
  },
  params: siteParams,
  ifMatch: true,
  body: z.strictObject({ state: SiteState, effectiveOn: Day.optional(), reason: Reason }).meta({ id: 'StatusChange' }),
  reply: { status: 201, body: SiteReading },
  problems: ['invalid-transition', 'closes-before-succession', 'outside-region', 'effective-before-start'],
  example: { params: { siteId: 'SC-3582' }, body: { state: 'suspended', reason: 'Example' } },
});

export const listSiteHistory = defineRoute({
  method: 'GET',
  path: '/v1/sites/{siteId}/history',
  scope: 'sites:read',
  summary: { en: 'Every version of a site', fr: 'Toutes les versions d’un site' },
  description: {
    en: 'What held, from when, known since when, recorded by whom and why.',
    fr: 'Ce qui valait, depuis quand, connu depuis quand, consigné par qui et pourquoi.',
  },
  params: siteParams,
  query: z.strictObject({ ...pageParameters }),
  reply: { status: 200, body: listOf(SiteVersion).meta({ id: 'SiteHistory' }) },
  problems: [],
  example: { params: { siteId: 'SC-2005' } },
});

export const { listChanges: listSiteChanges, verifyChanges: verifySiteChanges } = changeRoutes('/v1/sites', { en: 'site registry', fr: 'registre des sites' });

export function siteRow(site: Site): Record<(typeof siteColumns)[number], Cell> {
  return {
    siteId: site.siteId,
    kind: site.kind,
    nameEn: site.name.en,
    nameFr: site.name.fr,
    region: site.region,
    province: site.province,
    street: site.address.street,
    city: site.address.city,
    postalCode: site.address.postalCode,
    lat: site.location.lat,
    lon: site.location.lon,
    precision: site.location.precision,
    timeZone: site.timeZone,
    languages: site.languages.join('|'),
    services: site.services.join('|'),
    accessibility: site.accessibility.join('|'),
    state: site.state,
    effectiveOn: site.effectiveOn,
    reason: undefined,
  };
}

export function siteFeature(site: Site): Feature {
  const { location, ...properties } = site;
  return {
    type: 'Feature',
    id: site.siteId,
    geometry: { type: 'Point', coordinates: [location.lon, location.lat] },
    properties: { ...properties, precision: location.precision },
  };
}
