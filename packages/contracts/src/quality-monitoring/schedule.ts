import { z } from 'zod';
import { type Cell, defineRoute } from '../core/define-route.ts';
import { pageParameters, timeParameters } from '../core/parameters.ts';
import { Day, FiscalQuarter, Instant, listOf, Note, Reason, setOf, Source, timeAxes } from '../core/schemas.ts';
import { both, LocalizedText } from '../core/text.ts';

export const zones = ['citizen-service-zone', 'reception-zone', 'self-service-zone'] as const;
export const Zone = z.enum(zones).meta({ id: 'Zone', description: both('Part of a centre', 'Partie d’un centre') });
export type Zone = z.infer<typeof Zone>;

export const observationModes = ['virtual', 'on-site'] as const;
export const ObservationMode = z
  .enum(observationModes)
  .meta({ id: 'ObservationMode', description: both('How an officer is observed', 'Comment un agent est observé') });
export type ObservationMode = z.infer<typeof ObservationMode>;

export const Extent = z.enum(['suspended', 'limited', 'full']).meta({ id: 'Extent', description: both('How far the program runs', 'Portée du programme') });
export type Extent = z.infer<typeof Extent>;

export const AllowedZone = z
  .strictObject({ zone: Zone, modes: setOf(ObservationMode).min(1).max(observationModes.length) })
  .meta({ id: 'AllowedZone', description: both('A zone and how it may be observed', 'Une zone et les façons permises de l’observer') });
export type AllowedZone = z.infer<typeof AllowedZone>;

/** What holds from a quarter on, until the next quarter that has an entry of its own. */
const entry = {
  fromQuarter: FiscalQuarter.nullable().meta({
    description: both('First quarter of the entry; null: the beginning is not stated', 'Premier trimestre de l’entrée; null : le début n’est pas énoncé'),
  }),
  from: Day.nullable(),
  to: Day.nullable().meta({ description: both('Last day; null: no end is set', 'Dernier jour; null : aucune fin n’est fixée') }),
  extent: Extent,
  allowed: z.array(AllowedZone).meta({ description: both('Empty while the program is suspended', 'Vide tant que le programme est suspendu') }),
  reason: z
    .string()
    .nullable()
    .meta({ description: both('Why it is so, in the caller’s language', 'Pourquoi il en est ainsi, dans la langue de l’appelant') }),
  purpose: z
    .string()
    .nullable()
    .meta({ description: both('What the phase is for, in the caller’s language', 'À quoi sert la phase, dans la langue de l’appelant') }),
  source: Source,
};

export const ScheduleEntry = z.strictObject(entry).meta({ id: 'ScheduleEntry' });
export type ScheduleEntry = z.infer<typeof ScheduleEntry>;

export const ScheduleList = z
  .strictObject({
    ...listOf(ScheduleEntry).shape,
    asOf: Day.nullable().meta({ description: both('The day that was asked for; null: every entry', 'Le jour demandé; null : toutes les entrées') }),
    knownAt: Instant,
    notes: z.array(Note),
  })
  .meta({ id: 'ScheduleList' });

export const ScheduleReading = z.strictObject({ on: Day, quarter: FiscalQuarter, ...entry, ...timeAxes, notes: z.array(Note) }).meta({ id: 'ScheduleReading' });
export type ScheduleReading = z.infer<typeof ScheduleReading>;

export const NewScheduleEntry = z
  .strictObject({
    extent: Extent,
    allowed: z
      .array(AllowedZone)
      .max(zones.length)
      .optional()
      .meta({
        description: both(
          'Needed when the extent is `limited`; otherwise it follows from the extent',
          'Requis si la portée est `limited`; sinon, découle de la portée',
        ),
      }),
    purpose: LocalizedText.nullable().optional(),
    source: Source.optional(),
    reason: z.union([Reason, LocalizedText]).meta({
      description: both(
        'Why it is so from then on; kept for ever. One text stands for both languages',
        'Pourquoi il en est ainsi dès lors; conservé pour toujours. Un texte unique vaut pour les deux langues',
      ),
    }),
  })
  .meta({ id: 'NewScheduleEntry' });
export type NewScheduleEntry = z.output<typeof NewScheduleEntry>;

/** One row an entry, one column a zone. */
const scheduleColumns = [
  'fromQuarter',
  'from',
  'to',
  'extent',
  'citizenServiceZone',
  'receptionZone',
  'selfServiceZone',
  'reason',
  'purpose',
  'document',
  'sourceAsOf',
  'quality',
] as const;

const quarterParams = z.strictObject({ quarter: FiscalQuarter });

export const readSchedule = defineRoute({
  method: 'GET',
  path: '/v1/quality/schedule',
  scope: 'quality:read',
  summary: { en: 'What may be observed, and when', fr: 'Ce qui peut être observé, et quand' },
  description: {
    en: 'The whole schedule of the In-Person Service Quality Monitoring Program. With `on`: what is allowed on that day, by zone and mode.',
    fr: 'Tout le calendrier du Programme de surveillance de la qualité des services en personne. Avec `on` : ce qui est permis ce jour-là, par zone et par mode.',
  },
  query: z
    .strictObject({
      on: Day.optional().meta({ description: both('What is allowed on that day, as one answer', 'Ce qui est permis ce jour-là, en une seule réponse') }),
      ...timeParameters,
      asOf: Day.optional().meta({
        description: both(
          'Only the entry that holds on that day; not together with `on`',
          'Seulement l’entrée qui vaut ce jour-là; pas en même temps que `on`',
        ),
      }),
      ...pageParameters,
    })
    .refine((query) => query.on === undefined || query.asOf === undefined, { path: ['asOf'], params: { code: 'not-together' } }),
  reply: { status: 200, body: z.union([ScheduleReading, ScheduleList]) },
  problems: ['known-at-in-future', 'not-found'],
  formats: { csv: { columns: scheduleColumns, row: scheduleRow } },
  example: { query: { on: '2023-05-16' } },
});

export const readScheduleQuarter = defineRoute({
  method: 'GET',
  path: '/v1/quality/schedule/{quarter}',
  partOf: '/v1/quality/schedule',
  scope: 'quality:read',
  summary: { en: 'What may be observed in a quarter', fr: 'Ce qui peut être observé au cours d’un trimestre' },
  params: quarterParams,
  query: z.strictObject({ knownAt: timeParameters.knownAt }),
  reply: { status: 200, body: ScheduleReading },
  problems: ['known-at-in-future'],
  example: { params: { quarter: '2023-24-Q2' } },
});

export const changeScheduleQuarter = defineRoute({
  method: 'PUT',
  path: '/v1/quality/schedule/{quarter}',
  partOf: '/v1/quality/schedule',
  scope: 'quality:write',
  summary: { en: 'Set what may be observed from a quarter on', fr: 'Fixer ce qui peut être observé à compter d’un trimestre' },
  description: {
    en: 'Holds from the first day of the quarter until the next quarter that has an entry of its own. What was known before stays readable by `knownAt`. If-Match takes the ETag of any reading of the schedule.',
    fr: 'Vaut du premier jour du trimestre jusqu’au prochain trimestre qui a sa propre entrée. Ce qui était connu auparavant reste lisible au moyen de `knownAt`. If-Match accepte l’ETag de toute lecture du calendrier.',
  },
  params: quarterParams,
  ifMatch: true,
  body: NewScheduleEntry,
  reply: { status: 200, body: ScheduleReading },
  problems: ['outside-region', 'extent-contradicts-allowed'],
  example: {
    params: { quarter: '2030-31-Q1' },
    body: { extent: 'limited', allowed: [{ zone: 'citizen-service-zone', modes: ['virtual'] }], reason: { en: 'Example', fr: 'Exemple' } },
  },
});

function scheduleRow(item: ScheduleEntry): Record<(typeof scheduleColumns)[number], Cell> {
  const modesIn = (zone: Zone): string => item.allowed.find((one) => one.zone === zone)?.modes.join('|') ?? '';
  return {
    fromQuarter: item.fromQuarter,
    from: item.from,
    to: item.to,
    extent: item.extent,
    citizenServiceZone: modesIn('citizen-service-zone'),
    receptionZone: modesIn('reception-zone'),
    selfServiceZone: modesIn('self-service-zone'),
    reason: item.reason,
    purpose: item.purpose,
    document: item.source.document,
    sourceAsOf: item.source.asOf,
    quality: item.source.quality,
  };
}
