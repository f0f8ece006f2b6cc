import type { Fault, FaultPlace, Text } from '@csn/contracts';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Faults that a schema's own refinements name by `params.code`. */
const refinements: Readonly<Record<string, Text>> = {
  'unknown-time-zone': {
    en: 'must be a time zone of Canada in the IANA database, such as America/Toronto',
    fr: 'doit être un fuseau horaire du Canada dans la base IANA, tel qu’America/Toronto',
  },
  blank: { en: 'must have a character that is not a blank', fr: 'doit compter un caractère autre qu’un blanc' },
  doubled: { en: 'stands in the list before: each member stands once', fr: 'figure déjà dans la liste : chaque élément y figure une seule fois' },
  'hours-overlap': {
    en: 'must not overlap earlier hours of the same day in the list',
    fr: 'ne doivent pas chevaucher des heures du même jour déjà dans la liste',
  },
  'closes-before-opening': { en: 'must be later than `opens`', fr: 'doit être postérieur à `opens`' },
  'invalid-fiscal-year': { en: 'the two years must follow each other, as in 2022-23', fr: 'les deux années doivent se suivre, comme dans 2022-23' },
  'not-together': { en: 'cannot be combined with the other parameters that were sent', fr: 'ne peut être combiné aux autres paramètres envoyés' },
  'period-required': { en: 'is required: give `fiscalYear`, or `from` and `to`', fr: 'est requis : donnez `fiscalYear`, ou `from` et `to`' },
  'period-too-long': { en: 'a summary covers at most 30 years', fr: 'un résumé couvre au plus 30 ans' },
  'period-over-five-years': { en: 'this call covers at most five years', fr: 'cet appel couvre au plus cinq ans' },
  'invalid-date': { en: 'must be a day that exists, as YYYY-MM-DD', fr: 'doit être un jour qui existe, sous la forme AAAA-MM-JJ' },
  'invalid-instant': {
    en: 'must be an instant in UTC, from the year 1 on and with nine decimals at most, such as 2023-05-16T14:00:00Z',
    fr: 'doit être un instant en UTC, à partir de l’an 1 et avec neuf décimales au plus, tel que 2023-05-16T14:00:00Z',
  },
  'from-after-to': { en: 'must not be later than `to`', fr: 'ne doit pas être postérieur à `to`' },
  'needs-done': { en: 'goes with the state `done` only', fr: 'ne va qu’avec l’état `done`' },
  'before-completion': { en: 'must not be earlier than `completedOn`', fr: 'ne doit pas être antérieur à `completedOn`' },
  'needs-sent': { en: 'goes with the state `sent` only', fr: 'ne va qu’avec l’état `sent`' },
  'not-one-day': { en: 'must be the day of `from`, since `precision` is `day`', fr: 'doit être le jour de `from`, puisque `precision` est `day`' },
  'not-one-month': {
    en: 'must be the last day of a month whose first day is `from`, since `precision` is `month`',
    fr: 'doit être le dernier jour d’un mois dont le premier est `from`, puisque `precision` est `month`',
  },
  'needs-near': { en: 'needs `near`: the point from which it is measured', fr: 'exige `near` : le point à partir duquel on mesure' },
  'south-after-north': {
    en: 'is west,south,east,north: south must not lie north of north',
    fr: 'est ouest,sud,est,nord : le sud ne doit pas dépasser le nord',
  },
  'too-many-decimals': { en: 'must have at most six decimals', fr: 'doit compter au plus six décimales' },
  'source-required': { en: 'is required with a date: the document that states it', fr: 'est requis avec une date : le document qui l’énonce' },
  'figure-required': {
    en: 'is required, unless `expected` and `received` are both given',
    fr: 'est requis, à moins que `expected` et `received` soient tous deux donnés',
  },
};

const formats: Readonly<Record<string, Text>> = {
  date: { en: 'must be a day that exists, as YYYY-MM-DD', fr: 'doit être un jour qui existe, sous la forme AAAA-MM-JJ' },
  datetime: { en: 'must be an instant in UTC, such as 2023-05-16T14:00:00Z', fr: 'doit être un instant en UTC, tel que 2023-05-16T14:00:00Z' },
  uuid: { en: 'must be a UUID', fr: 'doit être un UUID' },
};

const types: Readonly<Record<string, Text>> = {
  string: { en: 'a text', fr: 'un texte' },
  number: { en: 'a number', fr: 'un nombre' },
  int: { en: 'a whole number', fr: 'un nombre entier' },
  boolean: { en: 'true or false', fr: 'true ou false' },
  array: { en: 'a list', fr: 'une liste' },
  object: { en: 'an object', fr: 'un objet' },
  record: { en: 'an object', fr: 'un objet' },
  tuple: { en: 'a list', fr: 'une liste' },
  null: { en: 'null', fr: 'null' },
};

/** How what is sent is parsed: with it an issue says what it found, so that what is missing can be told from what is wrong. */
export const parsing = { reportInput: true } as const;

/** Every fault that zod found, with a JSON Pointer and what would be right. For parameters the pointer is the parameter's name. */
export function faultsOf(place: FaultPlace, issues: readonly Issue[]): Fault[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ in: place, pointer: pointer(place, [...issue.path, key]), code: 'unknown-member', detail: unknownMember(place) }));
    }
    const nearest = issue.code === 'invalid_union' ? nearestForm(issue.errors) : undefined;
    if (nearest)
      return faultsOf(
        place,
        nearest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
      );
    return [{ in: place, pointer: pointer(place, issue.path), ...explain(issue) }];
  });
}

/** Of what may be one thing or another, the form with the fewest faults; undefined if it is not even of the type of any. */
function nearestForm(forms: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const ofType = forms.filter((issues) => !issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0));
  return ofType.toSorted((a, b) => a.length - b.length)[0];
}

function pointer(place: FaultPlace, path: readonly PropertyKey[]): string {
  const steps = place === 'body' ? path : path.slice(0, 1);
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function unknownMember(place: FaultPlace): Text {
  return place === 'body'
    ? { en: 'is not a member of this schema', fr: 'n’est pas un membre de ce schéma' }
    : { en: 'is not a parameter of this call', fr: 'n’est pas un paramètre de cet appel' };
}

const required = { code: 'required', detail: { en: 'is required', fr: 'est requis' } };

function explain(issue: Issue): { code: string; detail: Text } {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.endsWith('undefined')
        ? required
        : { code: 'invalid-type', detail: must(types[issue.expected] ?? { en: issue.expected, fr: issue.expected }) };
    case 'invalid_value': {
      if ('input' in issue && issue.input === undefined) return required;
      const values = issue.values.map(String).join(', ');
      return { code: 'not-allowed', detail: { en: `must be one of: ${values}`, fr: `doit être l’une des valeurs : ${values}` } };
    }
    case 'too_small':
      return { code: 'too-small', detail: bound(issue.origin, { en: 'at least', fr: 'au moins' }, issue.minimum) };
    case 'too_big':
      return { code: 'too-large', detail: bound(issue.origin, { en: 'at most', fr: 'au plus' }, issue.maximum) };
    case 'invalid_format': {
      const known = formats[issue.format];
      if (known) return { code: issue.format === 'date' ? 'invalid-date' : 'invalid-format', detail: known };
      const pattern = issue.pattern ?? '';
      return { code: 'invalid-format', detail: { en: `must match ${pattern}`, fr: `doit correspondre à ${pattern}` } };
    }
    case 'custom': {
      const code = typeof issue.params?.code === 'string' ? issue.params.code : 'invalid-value';
      return { code, detail: refinements[code] ?? { en: 'is not valid', fr: 'n’est pas valide' } };
    }
    default:
      return { code: 'invalid-value', detail: { en: 'is not valid', fr: 'n’est pas valide' } };
  }
}

function must(what: Text): Text {
  return { en: `must be ${what.en}`, fr: `doit être ${what.fr}` };
}

function bound(origin: string, how: Text, limit: number | bigint): Text {
  const many = Number(limit) === 1 ? '' : 's';
  if (origin === 'string') return { en: `must have ${how.en} ${limit} character${many}`, fr: `doit compter ${how.fr} ${limit} caractère${many}` };
  if (origin === 'array') return { en: `must have ${how.en} ${limit} element${many}`, fr: `doit compter ${how.fr} ${limit} élément${many}` };
  return { en: `must be ${how.en} ${limit}`, fr: `doit être ${how.fr} ${limit}` };
}

const notText: Text = {
  en: 'must be well-formed Unicode text without the character U+0000',
  fr: 'doit être un texte Unicode bien formé, sans le caractère U+0000',
};

/** A step of the way to a value; the way is written out only for a fault, since bodies can be nested without end. */
interface Step {
  readonly key: PropertyKey;
  readonly before: Step | undefined;
}

/** Texts that no database and no other system could keep: NUL and lone surrogates, in values and in names of members. */
export function textFaults(place: FaultPlace, value: unknown): Fault[] {
  const faults: Fault[] = [];
  const rest: [unknown, Step | undefined][] = [[value, undefined]];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const [current, way] = next;
    if (typeof current === 'string' && !isText(current))
      faults.push({ in: place, pointer: pointer(place, pathOf(way)), code: 'invalid-text', detail: notText });
    if (typeof current === 'object' && current !== null) {
      for (const [key, member] of Object.entries(current)) {
        if (!isText(key)) faults.push({ in: place, pointer: pointer(place, pathOf(way)), code: 'invalid-text', detail: notText });
        rest.push([member, { key, before: way }]);
      }
    }
  }
  return faults;
}

function pathOf(way: Step | undefined): PropertyKey[] {
  const path: PropertyKey[] = [];
  for (let step = way; step; step = step.before) path.push(step.key);
  return path.reverse();
}

function isText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
