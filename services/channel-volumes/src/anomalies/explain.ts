import { fill, type Language, type Text } from '@csn/contracts';
import { spreadOf } from './method.ts';
import type { Outlier } from './queries.ts';

const pattern: Text = {
  en: 'The median of {days} {weekday} around this day is {median}; {value} lies {score} times the usual spread of {spread} {side} it.',
  fr: 'La médiane de {days} {weekday} autour de ce jour est de {median}; {value} se situe à {score} fois l’écart habituel de {spread} {side}.',
};
const above: Text = { en: 'above', fr: 'au-dessus' };
const below: Text = { en: 'below', fr: 'en dessous' };
const onHoliday: Text = {
  en: ' The day is a holiday ({holiday}): fewer would not stand out.',
  fr: ' Le jour est férié ({holiday})\u00a0: un nombre moindre ne ressortirait pas.',
};
const weekdays: readonly Text[] = [
  { en: 'Mondays', fr: 'lundis' },
  { en: 'Tuesdays', fr: 'mardis' },
  { en: 'Wednesdays', fr: 'mercredis' },
  { en: 'Thursdays', fr: 'jeudis' },
  { en: 'Fridays', fr: 'vendredis' },
  { en: 'Saturdays', fr: 'samedis' },
  { en: 'Sundays', fr: 'dimanches' },
];

/** How far from the median, in usual spreads; to two decimals, as it is shown. */
export function scoreOf(outlier: Outlier): number {
  return Math.round((100 * (outlier.value - outlier.median)) / spreadOf(outlier)) / 100;
}

/** Why a day stands out, in the language of who asks. */
export function explain(outlier: Outlier, language: Language): string {
  const shown = (value: number, digits = 0): string => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  const score = scoreOf(outlier);
  const sentence = fill(pattern, {
    days: outlier.days,
    weekday: weekdays[Temporal.PlainDate.from(outlier.day).dayOfWeek - 1]![language],
    median: shown(outlier.median, 1),
    value: shown(outlier.value),
    score: shown(Math.abs(score), 2),
    spread: shown(spreadOf(outlier), 1),
    side: (score < 0 ? below : above)[language],
  })[language];
  return outlier.holiday ? sentence + fill(onHoliday, { holiday: outlier.holiday[language] })[language] : sentence;
}
