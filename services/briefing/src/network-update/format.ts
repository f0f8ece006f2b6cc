import { formatDay, formatMonth, type Language, quarterLabel } from '@csn/contracts';

// fr-FR groups by U+202F, as French texts here do; fr-CA would group by U+00A0.
const integers = { en: new Intl.NumberFormat('en-CA'), fr: new Intl.NumberFormat('fr-FR') };
const percents = { en: new Intl.NumberFormat('en-CA', { maximumFractionDigits: 1 }), fr: new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 1 }) };

/** Departments by their code, which is the English short form. */
const departments: Readonly<Record<string, Readonly<Record<Language, string>>>> = { ESDC: { en: 'ESDC', fr: 'EDSC' }, IRCC: { en: 'IRCC', fr: 'IRCC' } };

/** A figure as people read it: `6 335 456`, `4 %`, `31 mars 2023`; in English `6,335,456`, `4%`, `March 31, 2023`. */
export function formatFigure(value: number | string, unit: string, language: Language): string {
  if (typeof value === 'number') {
    if (unit !== 'fraction') return integers[language].format(value);
    const percent = percents[language].format(value * 100);
    return language === 'fr' ? `${percent}\u00a0%` : `${percent}%`;
  }
  if (unit === 'day') return formatDay(value)[language];
  if (unit === 'month' || unit === 'month-of') return formatMonth(value)[language];
  if (unit === 'fiscal-quarter') return quarterLabel(value)[language];
  if (unit === 'department') return departments[value]?.[language] ?? value;
  return value;
}
