import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, qualityParameter, repeatableParameter, timeParameters } from '../core/parameters.ts';
import { Day, Instant, listOf, Note, Reason, Region, SiteId, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';
import { EndedOn } from './sites.ts';

const Decision = z.enum(['extended', 'exempt']);
const Km = z.number().min(0);

/** What was decided for a site, with what the decision saw: kept as it was decided, so that it can be explained later. */
const decided = {
  state: Decision,
  since: Day.meta({ description: both('The day from which the decision holds', 'Le jour à compter duquel la décision vaut') }),
  reason: z
    .enum(['no-passport-office-near', 'passport-office-near', 'override'])
    .meta({ description: both('`override`: a person decided; see `override`', '`override` : une personne a décidé; voir `override`') }),
  override: z
    .strictObject({ decision: Decision, reason: z.string(), effectiveOn: Day, actor: z.string() })
    .nullable()
    .meta({
      description: both('A person’s decision, while it stands in place of the rule’s', 'La décision d’une personne, tant qu’elle remplace celle de la règle'),
    }),
  limitKm: Km.meta({
    description: both(
      'The distance (PASSPORT_PROXIMITY_KM) in force when it was decided',
      'La distance (PASSPORT_PROXIMITY_KM) en vigueur au moment de la décision',
    ),
  }),
  source: Source,
  revision: z.int().min(1),
};

export const PassportExtension = z
  .strictObject({
    siteId: SiteId,
    name: LocalizedText,
    region: Region,
    nearestPassportOffice: z
      .strictObject({ siteId: SiteId, name: LocalizedText, km: Km })
      .nullable()
      .meta({
        description: both(
          'The nearest passport service site that was open on the day of the decision, great-circle; null if there was none',
          'Le site de services de passeport le plus proche parmi ceux ouverts le jour de la décision, distance orthodromique; null s’il n’y en avait pas',
        ),
      }),
    communities: z.array(z.enum(['rural', 'remote', 'northern'])).meta({
      description: both(
        'What kind of community the extension reaches, by a rule of this service: northern = in a territory, or at 55° north or beyond; remote = 150 km or more from a passport office; else rural; none where a passport office is near',
        'Le genre de collectivité que l’élargissement atteint, selon une règle de ce service : northern (du Nord) = dans un territoire, ou à 55° nord ou au-delà; remote (éloignée) = à 150 km ou plus d’un bureau des passeports; sinon rural (rurale); aucun si un bureau des passeports est proche',
      ),
    }),
    ...decided,
    since: Day.meta({
      description: both(
        'Extended: since when passport has been among the site’s services without interruption; where its record names no services, and for an exemption: since when the decision holds',
        'Élargi : depuis quand le passeport figure sans interruption parmi les services du site; si sa fiche ne nomme aucun service, et pour une exemption : depuis quand la décision vaut',
      ),
    }),
  })
  .meta({ id: 'PassportExtension' });
export type PassportExtension = z.infer<typeof PassportExtension>;

export const PassportExtensionVersion = z
  .strictObject({
    siteId: SiteId,
    nearestPassportOffice: z.strictObject({ siteId: SiteId, km: Km }).nullable(),
    ...decided,
    endedOn: EndedOn,
    recordedAt: Instant,
    actor: z.string(),
  })
  .meta({ id: 'PassportExtensionVersion' });
export type PassportExtensionVersion = z.infer<typeof PassportExtensionVersion>;

const siteParams = z.strictObject({ siteId: SiteId });
const Reading = z.strictObject({ ...PassportExtension.shape, ...timeAxes, notes: z.array(Note) }).meta({ id: 'PassportExtensionReading' });

export const listPassportExtensions = defineRoute({
  method: 'GET',
  path: '/v1/outreach/passport-extension',
  scope: 'sites:read',
  summary: { en: 'Passport service at reactivated outreach sites', fr: 'Services de passeport aux sites mobiles réactivés' },
  description: {
    en: 'For each open outreach site with a decision: extended since when, or exempt and why, with the nearest passport office. The rule: when an outreach site is reactivated, passport service is added to it from that day unless a passport service site lies within PASSPORT_PROXIMITY_KM.',
    fr: 'Pour chaque site mobile ouvert ayant une décision : élargi depuis quand, ou exempté et pourquoi, avec le bureau des passeports le plus proche. La règle : lorsqu’un site mobile est réactivé, les services de passeport y sont ajoutés dès ce jour, sauf si un site de services de passeport se trouve à PASSPORT_PROXIMITY_KM ou moins.',
  },
  query: z.strictObject({
    state: repeatableParameter(Decision).optional(),
    region: repeatableParameter(Region).optional(),
    ...timeParameters,
    ...qualityParameter,
    ...pageParameters,
  }),
  reply: { status: 200, body: z.strictObject({ ...listOf(PassportExtension).shape, ...timeAxes, notes: z.array(Note) }).meta({ id: 'PassportExtensionList' }) },
  problems: ['known-at-in-future'],
  example: { query: { state: ['exempt'], asOf: '2023-04-21' } },
});

export const readPassportExtension = defineRoute({
  method: 'GET',
  path: '/v1/outreach/passport-extension/{siteId}',
  scope: 'sites:read',
  summary: { en: 'Passport service at one outreach site', fr: 'Services de passeport à un site mobile' },
  description: {
    en: 'Also while the site is suspended; none at a site that is closed or no outreach site on the day.',
    fr: 'Aussi pendant que le site est suspendu; aucune décision à un site qui, ce jour-là, est fermé ou n’est pas un site mobile.',
  },
  params: siteParams,
  query: z.strictObject({ ...timeParameters }),
  reply: { status: 200, body: Reading },
  problems: ['known-at-in-future'],
  example: { params: { siteId: 'SC-MB-SBM' } },
});

export const overridePassportExtension = defineRoute({
  method: 'PUT',
  path: '/v1/outreach/passport-extension/{siteId}',
  scope: 'sites:write',
  summary: { en: 'Decide on passport service at an outreach site', fr: 'Décider des services de passeport à un site mobile' },
  description: {
    en: 'A person’s decision stands in place of the rule’s, also at later reactivations. The site’s services follow it from that day on, in the same transaction. A site that has a decision already needs If-Match.',
    fr: 'La décision d’une personne remplace celle de la règle, aussi lors de réactivations ultérieures. Les services du site la suivent dès ce jour, dans la même transaction. Un site ayant déjà une décision exige If-Match.',
  },
  params: siteParams,
  ifMatch: true,
  body: z
    .strictObject({
      decision: Decision,
      reason: Reason,
      effectiveOn: Day.optional().meta({
        description: both('From when it holds; today at the site without it', 'À compter de quand cela vaut; à défaut, aujourd’hui au site'),
      }),
    })
    .meta({ id: 'PassportExtensionOverride' }),
  reply: { status: 200, body: Reading },
  problems: ['outside-region', 'not-outreach-site', 'site-closed', 'effective-before-start'],
  example: { params: { siteId: 'SC-ON-SGB' }, body: { decision: 'extended', reason: 'Example' } },
});

export const listPassportExtensionHistory = defineRoute({
  method: 'GET',
  path: '/v1/outreach/passport-extension/{siteId}/history',
  scope: 'sites:read',
  summary: { en: 'Every decision on passport service at an outreach site', fr: 'Toutes les décisions sur les services de passeport à un site mobile' },
  params: siteParams,
  query: z.strictObject({ ...pageParameters }),
  reply: { status: 200, body: listOf(PassportExtensionVersion).meta({ id: 'PassportExtensionHistory' }) },
  problems: [],
  example: { params: { siteId: 'SC-MB-SBM' } },
});
