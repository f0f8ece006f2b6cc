import { type Fault, type Language, type LineCode, type LineError, type Text } from '@csn/contracts';

/** A fault of one line, in both languages: receipts are read again in either. */
export interface StoredLineError {
  readonly line: number;
  readonly pointer: string;
  readonly code: LineCode;
  readonly detail: Text;
}

const texts: Readonly<Record<LineCode, Text>> = {
  'malformed-line': {
    en: 'must be an entry with `measure`, `siteId` or `region`, `from`, `to` and `value`, and nothing else',
    fr: 'doit être une entrée avec `measure`, `siteId` ou `region`, `from`, `to` et `value`, et rien d’autre',
  },
  'unknown-measure': { en: 'must be a measure of /v1/channels', fr: 'doit être une mesure de /v1/channels' },
  'unknown-site': { en: 'must be the code of a site of the register', fr: 'doit être le code d’un site du registre' },
  'site-not-open': { en: 'the site is not open on that day', fr: 'le site n’est pas ouvert ce jour-là' },
  'unknown-region': {
    en: 'must be a region: atlantic, quebec, ontario or western-territories',
    fr: 'doit être une région : atlantic, quebec, ontario ou western-territories',
  },
  'region-contradicts-site': { en: 'on that day the site belongs to another region', fr: 'ce jour-là, le site appartient à une autre région' },
  'measure-without-sites': { en: 'this measure is not counted by site', fr: 'cette mesure n’est pas comptée par site' },
  'invalid-value': {
    en: 'must be a whole number from 0 to 9007199254740991, written in digits alone; in a CSV also in groups of three as `numbers` says (`en`: 128,302, `fr`: 128 302)',
    fr: 'doit être un nombre entier de 0 à 9007199254740991, écrit en chiffres seuls; dans un CSV, aussi par groupes de trois chiffres comme le dit `numbers` (`en` : 128,302, `fr` : 128 302)',
  },
  'invalid-date': { en: 'must be a day that exists, as YYYY-MM-DD', fr: 'doit être un jour qui existe, sous la forme AAAA-MM-JJ' },
  'future-day': { en: 'lies in the future', fr: 'est dans le futur' },
  'from-after-to': { en: 'must not be later than `to`', fr: 'ne doit pas être postérieur à `to`' },
  'not-one-day': { en: 'a count of a site covers one day', fr: 'le nombre d’un site couvre un seul jour' },
  'outside-region': { en: 'lies outside the region of the caller', fr: 'est hors de la région de l’appelant' },
  'duplicate-entry': {
    en: 'the same measure, place and period stand on an earlier line',
    fr: 'la même mesure, le même lieu et la même période figurent à une ligne précédente',
  },
};

export function lineError(line: number, pointer: string, code: LineCode): StoredLineError {
  return { line, pointer, code, detail: texts[code] };
}

export function inLanguage(errors: readonly StoredLineError[], language: Language): LineError[] {
  return errors.map((error) => ({ ...error, detail: error.detail[language] }));
}

export function asFaults(errors: readonly StoredLineError[]): Fault[] {
  return errors.map((error) => ({ in: 'body', ...error }));
}
