import type { Language } from '@csn/contracts';

/** The caller's language by Accept-Language (RFC 9110, 12.5.4): the highest weight wins, of a tie the first; English if neither is asked for. */
export function negotiateLanguage(header: string | undefined): Language {
  if (!header || header.length > 500) return 'en';
  let best: Language = 'en';
  let bestWeight = 0;
  for (const part of header.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const language = range === 'fr' || range.startsWith('fr-') ? 'fr' : range === 'en' || range.startsWith('en-') ? 'en' : undefined;
    const weightText = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const weight = weightText === undefined ? 1 : Number(weightText);
    if (language && weight > bestWeight) [best, bestWeight] = [language, weight];
  }
  return best;
}
