import { z } from 'zod';
import { both, filledText, type Text } from './text.ts';

/** A calendar day; days that do not exist are refused, and so is the year 0, which not every calendar has. */
export const Day = z.iso
  .date()
  .refine((day) => !day.startsWith('0000'), { params: { code: 'invalid-date' } })
  .meta({ id: 'Day', description: both('Calendar day, YYYY-MM-DD', 'Jour civil, AAAA-MM-JJ'), examples: ['2023-05-16'] });
/** An instant in UTC, RFC 3339. */
export const Instant = z.iso
  .datetime()
  .refine((instant) => !instant.startsWith('0000') && !/\.\d{10}/.test(instant), { params: { code: 'invalid-instant' } })
  .meta({
    id: 'Instant',
    description: both(
      'Instant in UTC, RFC 3339; recorded instants have three decimals, so that their texts sort as they do',
      'Instant en UTC, RFC 3339; les instants consignés ont trois décimales, de sorte que leurs textes se trient comme eux',
    ),
    examples: ['2023-05-16T14:00:00.000Z'],
  });
/** A fiscal year, 1 April to 31 March. */
export const FiscalYear = z
  .string()
  .regex(/^\d{4}-\d{2}$/)
  .refine(isFiscalYear, { params: { code: 'invalid-fiscal-year' } })
  .meta({ id: 'FiscalYear', description: both('Fiscal year, 1 April to 31 March', 'Année financière, du 1er avril au 31 mars'), examples: ['2022-23'] });
/** The two halves follow each other, and all of its days have four digits. */
function isFiscalYear(year: string): boolean {
  return Number(year.slice(5)) === (Number(year.slice(0, 4)) + 1) % 100 && year >= '0001' && year < '9999';
}
/** A fiscal quarter; Q1 is April to June. */
export const FiscalQuarter = z
  .string()
  .regex(/^\d{4}-\d{2}-Q[1-4]$/)
  .refine((quarter) => isFiscalYear(quarter.slice(0, 7)), { params: { code: 'invalid-fiscal-year' } })
  .meta({
    id: 'FiscalQuarter',
    description: both('Fiscal quarter; Q1 is April to June', 'Trimestre financier; Q1 (T1) va d’avril à juin'),
    examples: ['2023-24-Q1'],
  });

export const regionCodes = ['atlantic', 'quebec', 'ontario', 'western-territories'] as const;
export const Region = z.enum(regionCodes).meta({ id: 'Region' });
export type Region = z.infer<typeof Region>;
/** The regions as sentences name them. */
export const regionNames: Readonly<Record<Region, Text>> = {
  atlantic: { en: 'the Atlantic region', fr: 'la région de l’Atlantique' },
  quebec: { en: 'the Quebec region', fr: 'la région du Québec' },
  ontario: { en: 'the Ontario region', fr: 'la région de l’Ontario' },
  'western-territories': { en: 'the Western Canada and Territories region', fr: 'la région de l’Ouest canadien et des Territoires' },
};
/** Provinces and territories by region. */
export const provincesByRegion = {
  atlantic: ['NB', 'NL', 'NS', 'PE'],
  quebec: ['QC'],
  ontario: ['ON'],
  'western-territories': ['AB', 'BC', 'MB', 'NT', 'NU', 'SK', 'YT'],
} as const satisfies Record<Region, readonly string[]>;
export const Province = z.enum(['AB', 'BC', 'MB', 'NB', 'NL', 'NS', 'NT', 'NU', 'ON', 'PE', 'QC', 'SK', 'YT']).meta({ id: 'Province' });
export type Province = z.infer<typeof Province>;

export const SiteId = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9-]{2,31}$/)
  .meta({
    id: 'SiteId',
    description: both(
      'Stable code of a site, never used again; `SC-` and the official office code for the real points',
      'Code stable d’un site, jamais réutilisé; `SC-` et le code officiel du bureau pour les points réels',
    ),
    examples: ['SC-3010'],
  });
export const siteKinds = [
  'service-canada-centre',
  'consolidated-centre',
  'passport-service-site',
  'scheduled-outreach',
  'delivery-partner',
  'processing-unit',
] as const;
export const SiteKind = z.enum(siteKinds).meta({ id: 'SiteKind' });
export type SiteKind = z.infer<typeof SiteKind>;
/** The kinds as sentences name one site of them. */
export const siteKindNames: Readonly<Record<SiteKind, Text>> = {
  'service-canada-centre': { en: 'Service Canada Centre', fr: 'Centre Service Canada' },
  'consolidated-centre': { en: 'consolidated Service Canada Centre', fr: 'Centre Service Canada consolidé' },
  'passport-service-site': { en: 'Service Canada Centre – Passport Services', fr: 'Centre Service Canada – Services de passeport' },
  'scheduled-outreach': { en: 'scheduled outreach site', fr: 'site de services mobiles réguliers' },
  'delivery-partner': { en: 'service delivery partner site', fr: 'site de partenariat de prestation de services' },
  'processing-unit': { en: 'processing unit', fr: 'centre de traitement' },
};
export const SiteState = z.enum(['planned', 'open', 'suspended', 'closed']).meta({ id: 'SiteState' });
export type SiteState = z.infer<typeof SiteState>;
/** The states as sentences name them. */
export const siteStateNames: Readonly<Record<SiteState, Text>> = {
  planned: { en: 'planned', fr: 'prévu' },
  open: { en: 'open', fr: 'ouvert' },
  suspended: { en: 'suspended', fr: 'suspendu' },
  closed: { en: 'closed', fr: 'fermé' },
};

export const Quality = z.enum(['reported', 'measured', 'illustrative']).meta({ id: 'Quality' });
export type Quality = z.infer<typeof Quality>;
/** Where a record or a figure comes from. */
export const Source = z
  .strictObject({ document: filledText(300), asOf: Day, quality: Quality })
  .meta({ id: 'Source', examples: [{ document: 'Network update, 16 May 2023', asOf: '2023-05-16', quality: 'reported' }] });
export type Source = z.infer<typeof Source>;

/** A remark where sources disagree or a figure is partial, in the caller's language. */
export const Note = z.strictObject({ code: z.string(), text: z.string() }).meta({ id: 'Note' });
export type Note = z.infer<typeof Note>;

export const Reason = filledText(1000).meta({
  id: 'Reason',
  description: both('Why the change is made; kept for ever', 'Pourquoi la modification est faite; conservé pour toujours'),
  examples: ['Lease ended'],
});
/** A reference to a person: a pseudonym, never a name. */
export const PersonRef = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$/)
  .meta({ id: 'PersonRef', examples: ['r-17'] });
/** A count: a whole number from 0 to 2^53 − 1. */
export const Count = z.int().min(0).meta({ id: 'Count' });
/** A sum of counts: exact, also above 2^53. */
export const ExactInteger = z.union([z.int(), z.bigint()]).meta({ id: 'ExactInteger' });

/** A list in which each member stands once. */
export function setOf<Item extends z.ZodType<string>>(item: Item) {
  return z
    .array(item)
    .superRefine((members, context) => {
      for (const [index, member] of members.entries())
        if (members.indexOf(member) < index) context.addIssue({ code: 'custom', path: [index], params: { code: 'doubled' } });
    })
    .meta({ uniqueItems: true });
}

/** Members of an answer to a read on the two time axes, so that it can be asked again. */
export const timeAxes = { asOf: Day, knownAt: Instant } as const;

/** A page of a list. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}
