import type { TestClient } from '@csn/testing';
import fc from 'fast-check';
import type { Patch, State } from './model.ts';

/** What callers may do, at random. Sites are letters here: their codes and their place on the map come with the round. */
export const kinds = { A: 'scheduled-outreach', B: 'scheduled-outreach', C: 'passport-service-site', D: 'service-canada-centre' } as const;
export type Letter = keyof typeof kinds;
export const letters = Object.keys(kinds) as Letter[];
/** In the past, today in some zones, and in the future. */
export const days = ['2024-01-01', '2024-02-01', '2024-03-01', '2024-03-14', '2024-03-15', '2024-04-01', '2024-06-01'];

const letter = fc.constantFrom(...letters);
const day = fc.option(fc.constantFrom('2023-12-31', ...days, ...days.slice(1)), { nil: undefined, freq: 8 });
const client = fc.constantFrom<TestClient[]>('demo-admin', 'demo-admin', 'demo-admin', 'demo-admin', 'demo-admin', 'demo-atlantic');
/** Of the present revision; another; none. */
const ifMatch = fc.constantFrom<('any' | 'present' | 'stale' | 'none')[]>('any', 'any', 'any', 'present', 'present', 'present', 'stale', 'none');
/** Degrees north of the round's own place. */
const steps = fc.constantFrom(0, 0, 0.02, 0.2);
const places = fc.constantFrom(
  ...([
    ['quebec', 'QC', 'G1R 4S9'],
    ['quebec', 'QC', 'H2X 1Y4'],
    ['quebec', 'QC', null],
    ['atlantic', 'NS', 'B3H 4R2'],
    ['atlantic', 'NS', null],
    ['atlantic', 'NB', 'E1C 1A1'],
    ['ontario', 'ON', 'K7L 2Z5'],
  ] as const),
);
const zones = fc.constantFrom('America/Toronto', 'America/Halifax', 'America/St_Johns', 'America/Winnipeg');
const services = fc.constantFrom<string[][]>(['passport'], ['seniors'], ['seniors', 'passport'], []);
const languages = fc.constantFrom<string[][]>(['en'], ['en', 'fr'], []);
const precision = fc.constantFrom('address', 'community', null);
const street = fc.constantFrom('1 Main Street', '2 Main Street', null);
const city = fc.constantFrom('Kingston', 'Truro');
const name = fc.constantFrom('One', 'Two');
const state = fc.constantFrom<State[]>('open', 'open', 'open', 'suspended', 'suspended', 'planned', 'closed');
const anyState = fc.constantFrom<State[]>('planned', 'open', 'suspended', 'closed');

/** A patch whose latitude is a step from the round's place; `isAbroad`: with the sign of its longitude forgotten. */
export interface Sketch extends Omit<Patch, 'location'> {
  readonly location?: { readonly step?: number; readonly isAbroad?: boolean; readonly precision?: string | null };
}

const move = places.map(([region, province, postalCode]): Sketch => ({ region, province, address: { postalCode } }));
const detail = fc.record(
  {
    name: fc.record({ en: name, fr: name }, { requiredKeys: [] }),
    region: fc.constantFrom('quebec', 'atlantic', 'ontario'),
    province: fc.constantFrom('QC', 'QC', 'NS', 'NB', 'ON'),
    address: fc.record({ street, city, postalCode: fc.constantFrom('G1R 4S9', 'B3H 4R2', null) }, { requiredKeys: [] }),
    location: fc.record({ step: steps, isAbroad: fc.constantFrom(false, false, false, true), precision }, { requiredKeys: ['precision'] }),
    timeZone: zones,
    languages,
    services,
    accessibility: fc.constantFrom(['lift'], []),
    hours: fc.constantFrom([{ days: ['monday'], opens: '08:30', closes: '16:00' }], []),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Sketch>;
/** Half of them name one or two members only. */
const few = fc.tuple(detail, fc.integer({ min: 0, max: 8 })).map(([sketch, at]): Sketch => Object.fromEntries(Object.entries(sketch).slice(at, at + 2)));
const someOf = fc.oneof(few, few, detail, move);
const whole = fc
  .record({ nameEn: name, nameFr: name, place: places, street, city, step: steps, precision, timeZone: zones, languages, services })
  .map(({ nameEn, nameFr, place: [region, province, postalCode], street: line, city: town, step, precision: exact, ...rest }): Sketch => ({
    name: { en: nameEn, fr: nameFr },
    region,
    province,
    address: { street: line, city: town, postalCode },
    location: { step, precision: exact },
    ...rest,
    accessibility: [],
  }));

export interface SketchedRow {
  readonly letter: Letter;
  readonly sketch: Sketch;
  readonly state: State | undefined;
  readonly day: string | undefined;
  readonly hasReason: boolean;
  /** With a fault that is seen without the register. */
  readonly isFaulty: boolean;
}
const row = (sketch: fc.Arbitrary<Sketch>): fc.Arbitrary<SketchedRow> =>
  fc.record({
    letter,
    sketch,
    state: fc.option(anyState, { nil: undefined, freq: 3 }),
    day,
    hasReason: fc.boolean(),
    isFaulty: fc.constantFrom(...Array.from({ length: 24 }, () => false), true),
  }) as fc.Arbitrary<SketchedRow>;
const manner = {
  client,
  onError: fc.constantFrom<('reject' | 'skip-rows')[]>('reject', 'skip-rows', 'skip-rows'),
  isDry: fc.constantFrom(false, false, false, true),
  hasDocument: fc.boolean(),
  hasReason: fc.boolean(),
};
const create = fc.record({ type: fc.constant('create' as const), letter, sketch: whole, day, client });
const patch = fc.record({ type: fc.constant('patch' as const), letter, sketch: someOf, day, client, ifMatch });
const status = fc.record({ type: fc.constant('status' as const), letter, state, day, client, ifMatch });
/** Into a site that does not exist, now and then. */
const into = fc.option(letter, { nil: undefined, freq: 12 });
const succession = fc.record({ type: fc.constant('succession' as const), letter, into, day, client, ifMatch });
const override = fc.record({
  type: fc.constant('override' as const),
  letter,
  decision: fc.constantFrom('extended' as const, 'exempt' as const),
  day,
  client,
  ifMatch,
});
const csv = fc.record({ type: fc.constant('csv' as const), rows: fc.array(row(whole), { minLength: 1, maxLength: 4 }), ...manner });
const ndjson = fc.record({
  type: fc.constant('ndjson' as const),
  rows: fc.array(row(fc.oneof({ weight: 3, arbitrary: someOf }, { weight: 1, arbitrary: whole })), { minLength: 1, maxLength: 4 }),
  ...manner,
});

const arbitraries = { create, patch, status, succession, override, csv, ndjson };
type Arbitraries = typeof arbitraries;
type Value<A> = A extends fc.Arbitrary<infer T> ? T : never;
export type Step = { [Type in keyof Arbitraries]: Value<Arbitraries[Type]> }[keyof Arbitraries];
export type StepOf<Type extends keyof Arbitraries> = Value<Arbitraries[Type]>;

/** How the sites begin: each planned by a call, or as rows of a list with states of their own. */
const begun = fc.record({ sketch: whole, day: fc.constantFrom(...days.slice(0, 3)), state: anyState });
const beginning = fc.record({ isList: fc.boolean(), sites: fc.array(begun, { minLength: 3, maxLength: 6 }) });
const reading = fc.record({
  letter,
  asOf: fc.constantFrom(undefined, '2023-12-31', ...days, '2030-01-01'),
  known: fc.option(fc.record({ which: fc.nat({ max: 99 }), milliseconds: fc.constantFrom(0, 0, -1) }), { nil: undefined, freq: 8 }),
  filter: fc.constantFrom<{ state?: State; service?: string; region?: string; kind?: string }[]>(
    {},
    {},
    { state: 'open' },
    { service: 'passport' },
    { region: 'atlantic' },
    { kind: 'scheduled-outreach' },
  ),
});
export type Reading = Value<typeof reading>;

export function sequences(weights: Readonly<Record<keyof Arbitraries, number>>) {
  const step = fc.oneof(
    ...Object.entries(arbitraries).map(([type, arbitrary]) => ({ weight: weights[type as keyof Arbitraries], arbitrary: arbitrary as fc.Arbitrary<Step> })),
  );
  return fc.record({
    beginning,
    steps: fc.array(step, { minLength: 1, maxLength: 9 }),
    sites: fc.array(reading, { minLength: 4, maxLength: 4 }),
    lists: fc.array(reading, { minLength: 3, maxLength: 3 }),
  });
}
export type Sequence = Value<ReturnType<typeof sequences>>;
