import type { Line } from '@csn/service-kit';
import { withNumbersAsWritten } from './numbers-as-written.ts';

/** How the counts of a CSV are written. */
export type NumberRule = 'plain' | 'en' | 'fr';

const separated: Readonly<Record<NumberRule, RegExp | undefined>> = {
  plain: undefined,
  en: /^\d{1,3}(,\d{3})+$/,
  // A blank, a no-break one or a narrow one, the same throughout.
  fr: /^\d{1,3}([ \u00A0\u202F])\d{3}(\1\d{3})*$/,
};

/** The entry of a line of NDJSON. */
export function entryOfNdjson({ value, text }: Line): unknown {
  return withNumbersAsWritten(value, text);
}

/**
 * The entry of a row of CSV: its count as a number, if it is written by the rule. What is not stays a text, which no count
 * is: `128,302` is a hundred and twenty-eight thousand to one reader and a fraction to another, so nobody guesses.
 */
export function entryOfCsv({ value }: Line, rule: NumberRule): unknown {
  if (typeof value !== 'object' || value === null || !('value' in value)) return value;
  return { ...value, value: countIn(String(value.value), rule) };
}

function countIn(text: string, rule: NumberRule): number | string {
  if (/^\d{1,16}$/.test(text)) return Number(text);
  return separated[rule]?.test(text) ? Number(text.replaceAll(/\D/g, '')) : text;
}
