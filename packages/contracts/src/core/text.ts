import { z } from 'zod';

/** The two official languages, in the order in which a tie between them is decided for a caller without a preference. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** A text that people read: it always exists in both official languages. */
export interface Text {
  readonly en: string;
  readonly fr: string;
}

/** The stored form of a name or a text. */
export const LocalizedText = z
  .strictObject({ en: z.string().min(1).max(2000), fr: z.string().min(1).max(2000) })
  .meta({ id: 'LocalizedText', examples: [{ en: 'Barrie Service Canada Centre', fr: 'Centre Service Canada – Barrie' }] });

/** A description in the documents, which show both languages side by side. */
export function both(en: string, fr: string): string {
  return `${en} · ${fr}`;
}

/** Puts values into the places `{name}` of a text, in both languages; a place without a value stays as it is. */
export function fill(text: Text, values: Readonly<Record<string, unknown>> = {}): Text {
  const one = (template: string): string => template.replace(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place));
  return { en: one(text.en), fr: one(text.fr) };
}
