import { z } from 'zod';

/** The two official languages, in the order in which a tie between them is decided for a caller without a preference. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** A text that people read: it always exists in both official languages. */
export interface Text {
  readonly en: string;
  readonly fr: string;
}

/** A text that says something: blanks alone are none. */
export function filledText(maximum: number) {
  return z
    .string()
    .min(1)
    .max(maximum)
    .refine((text) => text === '' || text.trim() !== '', { params: { code: 'blank' } })
    .meta({ pattern: '\\S' });
}

/** The stored form of a name or a text. */
export const LocalizedText = z
  .strictObject({ en: filledText(2000), fr: filledText(2000) })
  .meta({ id: 'LocalizedText', examples: [{ en: 'Barrie Service Canada Centre', fr: 'Centre Service Canada – Barrie' }] });

/** A description in the documents, which show both languages side by side. */
export function both(en: string, fr: string): string {
  return `${en} · ${fr}`;
}

const exact = { maximumFractionDigits: 20 };
// fr-FR groups by U+202F, as French texts here do; fr-CA would group by U+00A0.
const numbers = { en: new Intl.NumberFormat('en-CA', exact), fr: new Intl.NumberFormat('fr-FR', exact) };
const plurals = { en: new Intl.PluralRules('en-CA'), fr: new Intl.PluralRules('fr-CA') };
const place = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g;

/**
 * Puts values into the places `{name}` of a text, in both languages: numbers grouped, texts in their own language, lists by commas. A place
 * `{name:site|sites}` has the form that goes with the number of that name (in French zero takes the first one); `counts`
 * tells the numbers where the values are words already. A place without a value stays as it is.
 */
export function fill(text: Text, values: Readonly<Record<string, unknown>> = {}, counts: Readonly<Record<string, unknown>> = values): Text {
  const one = (language: Language): string =>
    text[language].replace(place, (whole, name: string, singular: string | undefined, plural: string | undefined) => {
      if (singular !== undefined) return (plurals[language].select(Number(counts[name])) === 'one' ? singular : plural) ?? whole;
      return name in values ? shown(values[name], language) : whole;
    });
  return { en: one('en'), fr: one('fr') };
}

const months = {
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  fr: ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'],
} as const;

/** A day as people read it: `March 31, 2023`, `31 mars 2023`. */
export function formatDay(day: string): Text {
  const [year = '', month = '', number = ''] = day.split('-');
  const [en, fr] = namesOf(month);
  return { en: `${en} ${Number(number)}, ${year}`, fr: `${Number(number) === 1 ? '1er' : Number(number)} ${fr} ${year}` };
}

/** A month as people read it: `March 2023`, `mars 2023`. */
export function formatMonth(month: string): Text {
  const [year = '', number = ''] = month.split('-');
  const [en, fr] = namesOf(number);
  return { en: `${en} ${year}`, fr: `${fr} ${year}` };
}

function namesOf(month: string): [string, string] {
  const index = Number(month) - 1;
  return [months.en[index] ?? month, months.fr[index] ?? month];
}

function shown(value: unknown, language: Language): string {
  if (typeof value === 'number' || typeof value === 'bigint') return numbers[language].format(value);
  if (Array.isArray(value)) return value.map((one) => shown(one, language)).join(', ');
  return isText(value) ? value[language] : String(value);
}

function isText(value: unknown): value is Text {
  return typeof value === 'object' && value !== null && 'en' in value && 'fr' in value;
}
