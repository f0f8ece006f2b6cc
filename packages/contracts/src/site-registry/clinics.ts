import { z } from 'zod';
import { defineRoute } from '../core/define-route.ts';
import { pageParameters, qualityParameter, repeatableParameter, timeParameters } from '../core/parameters.ts';
import { Count, Day, Instant, listOf, Note, Province, Reason, Region, SiteId, Source } from '../core/schemas.ts';
import { both } from '../core/text.ts';

export const ClinicId = z
  .string()
  .max(120)
  .regex(/^\d{4}-\d{2}-\d{2}-[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)*$/)
  .meta({
    id: 'ClinicId',
    description: both(
      'Day, province and place: one clinic a place and day; a place that is not written in Latin letters stands as a code',
      'Jour, province et lieu : une clinique par lieu et par jour; un lieu qui n’est pas écrit en lettres latines y figure sous la forme d’un code',
    ),
    examples: ['2023-09-14-on-moosonee'],
  });

/** A mobile passport clinic that was held. */
const clinic = {
  heldOn: Day,
  place: z
    .string()
    .min(1)
    .max(80)
    .regex(/[\p{L}\p{N}]/u)
    .meta({ description: both('Community where it was held', 'La collectivité où elle a été tenue') }),
  province: Province,
  peopleServed: Count,
};
export const Clinic = z
  .strictObject({
    clinicId: ClinicId,
    ...clinic,
    region: Region,
    siteId: SiteId.nullable().meta({
      description: both('The outreach site of the community, where there is one', 'Le site mobile de la collectivité, s’il y en a un'),
    }),
    source: Source,
    revision: z.int().min(1),
  })
  .meta({ id: 'Clinic' });
export type Clinic = z.infer<typeof Clinic>;
const ClinicReading = z.strictObject({ ...Clinic.shape, knownAt: Instant }).meta({ id: 'ClinicReading' });

const total = { clinics: Count, peopleServed: Count };
export const ClinicSummary = z
  .strictObject({
    from: Day,
    to: Day,
    knownAt: Instant,
    ...total,
    source: Source.meta({ description: both('Where the figures above come from', 'D’où viennent les chiffres ci-dessus') }),
    reported: z
      .strictObject({ ...total, source: Source })
      .nullable()
      .meta({ description: both('The total that a document states for exactly this period', 'Le total qu’un document énonce pour exactement cette période') }),
    observed: z.strictObject(total).meta({ description: both('The sum of the recorded clinics', 'La somme des cliniques consignées') }),
    notes: z.array(Note),
  })
  .meta({ id: 'ClinicSummary' });
export type ClinicSummary = z.infer<typeof ClinicSummary>;

const clinicParams = z.strictObject({ clinicId: ClinicId });
const { knownAt } = timeParameters;

export const listClinics = defineRoute({
  method: 'GET',
  path: '/v1/clinics',
  scope: 'sites:read',
  summary: { en: 'Mobile passport clinics', fr: 'Cliniques de services mobiles passeport' },
  description: { en: 'Clinics that were held, by day.', fr: 'Les cliniques tenues, par jour.' },
  query: z
    .strictObject({
      from: Day.optional(),
      to: Day.optional(),
      region: repeatableParameter(Region).optional(),
      siteId: SiteId.optional(),
      knownAt,
      ...qualityParameter,
      ...pageParameters,
    })
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, { path: ['from'], params: { code: 'from-after-to' } }),
  reply: { status: 200, body: z.strictObject({ ...listOf(Clinic).shape, knownAt: Instant }).meta({ id: 'ClinicList' }) },
  problems: ['known-at-in-future'],
  example: { query: { from: '2022-06-08', to: '2022-12-31' } },
});

export const readClinicSummary = defineRoute({
  method: 'GET',
  path: '/v1/clinics/summary',
  scope: 'sites:read',
  summary: { en: 'Clinics and people served over a period', fr: 'Cliniques et personnes servies au cours d’une période' },
  description: {
    en: 'The total that a document states where one covers exactly the period, else the sum of the recorded clinics.',
    fr: 'Le total qu’énonce un document là où il couvre exactement la période, sinon la somme des cliniques consignées.',
  },
  query: z
    .strictObject({ from: Day, to: Day, knownAt, ...qualityParameter })
    .refine(({ from, to }) => from <= to, { path: ['from'], params: { code: 'from-after-to' } }),
  reply: { status: 200, body: ClinicSummary },
  problems: ['known-at-in-future'],
  example: { query: { from: '2022-06-08', to: '2023-03-21' } },
});

export const readClinic = defineRoute({
  method: 'GET',
  path: '/v1/clinics/{clinicId}',
  scope: 'sites:read',
  summary: { en: 'Read a clinic', fr: 'Consulter une clinique' },
  params: clinicParams,
  query: z.strictObject({ knownAt }),
  reply: { status: 200, body: ClinicReading },
  problems: ['known-at-in-future'],
  example: { params: { clinicId: '2022-06-08-on-amherstburg' } },
});

export const recordClinic = defineRoute({
  method: 'POST',
  path: '/v1/clinics',
  scope: 'sites:write',
  summary: { en: 'Record a clinic that was held', fr: 'Consigner une clinique tenue' },
  description: {
    en: 'One record a place and day. The region follows from the province.',
    fr: 'Une fiche par lieu et par jour. La région découle de la province.',
  },
  body: z.strictObject({ ...clinic, siteId: SiteId.optional(), source: Source.optional(), reason: Reason.optional() }).meta({ id: 'NewClinic' }),
  reply: { status: 201, body: ClinicReading },
  problems: ['duplicate-clinic', 'day-in-future', 'unknown-site', 'site-closed', 'region-mismatch', 'outside-region'],
  example: { body: { heldOn: '2023-09-14', place: 'Moosonee', province: 'ON', peopleServed: 41 } },
});

export const correctClinic = defineRoute({
  method: 'PATCH',
  path: '/v1/clinics/{clinicId}',
  scope: 'sites:write',
  summary: { en: 'Correct how many people a clinic served', fr: 'Corriger le nombre de personnes servies par une clinique' },
  description: {
    en: 'A new version; the figure before stays readable by `knownAt`.',
    fr: 'Une nouvelle version; le chiffre précédent reste lisible au moyen de `knownAt`.',
  },
  params: clinicParams,
  ifMatch: true,
  body: z.strictObject({ peopleServed: Count, reason: Reason }).meta({ id: 'ClinicCorrection' }),
  reply: { status: 200, body: ClinicReading },
  problems: ['outside-region'],
  example: { params: { clinicId: '2022-06-08-on-amherstburg' }, body: { peopleServed: 40, reason: 'Example' } },
});
