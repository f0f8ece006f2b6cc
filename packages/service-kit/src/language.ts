import type { Language } from '@csn/contracts';

/**
 * The caller's language by Accept-Language (RFC 9110, 12.5.4): the highest weight wins, of a tie the first; `*` stands for
 * the languages that are not named. English if neither is asked for, unless just that one is refused.
 */
export function negotiateLanguage(header: string | undefined): Language {
  if (!header || header.length > 500) return 'en';
  const weights = new Map<string, number>();
  for (const part of header.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const language = /^(en|fr)(-|$)/.exec(range)?.[1] ?? range;
    const weightText = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const weight = weightText === undefined ? 1 : Number(weightText);
    if (weight >= 0) weights.set(language, Math.max(weight, weights.get(language) ?? 0));
  }
  // A Map keeps the order in which they were named; what only `*` stands for comes last.
  const named = [...weights.keys()].filter((range) => range === 'en' || range === 'fr');
  const weightOf = (language: Language): number => weights.get(language) ?? weights.get('*') ?? 0;
  const [best = 'en'] = [...new Set([...named, 'en', 'fr'] as const)].toSorted((one, other) => weightOf(other) - weightOf(one));
  if (weightOf(best) > 0) return best;
  return weights.get('en') === 0 && !weights.has('fr') ? 'fr' : 'en';
}
