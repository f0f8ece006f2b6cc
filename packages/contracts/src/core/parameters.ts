import { z } from 'zod';
import { Day, Instant, Quality } from './schemas.ts';
import { both } from './text.ts';

/** Parameters arrive as texts: these read them and leave what does not fit for the schema to refuse. */
export function integerParameter(range: { min: number; max: number }) {
  return z.preprocess((value) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value), z.int().min(range.min).max(range.max));
}

export function numberParameter(range: { min: number; max: number }) {
  return z.preprocess(numberIn, z.number().min(range.min).max(range.max));
}

/** The number that a text writes as JSON does, with as many decimals as its writer needs; what is none stays as it is. */
export function numberIn(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : value;
}

export function booleanParameter() {
  return z.preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean());
}

/** A parameter that may be repeated: `?kind=a&kind=b`. */
export function repeatableParameter<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).min(1).max(100));
}

/** A parameter that holds several values by commas: `?groupBy=region,month`. */
export function commaParameter<Item extends z.ZodType>(item: Item) {
  return z.preprocess(splitAtCommas, z.array(item).min(1).max(20)).register(byCommas, { commas: true });
}

/** A parameter that holds a fixed number of values by commas: `?near=45.42,-75.7`. */
export function commaTupleParameter<const Items extends readonly [z.ZodType, ...z.ZodType[]]>(items: Items) {
  return z.preprocess(splitAtCommas, z.tuple(items)).register(byCommas, { commas: true });
}

function splitAtCommas(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',') : value;
}

const byCommas = z.registry<{ readonly commas: true }>();

/** Does a parameter hold its values by commas? Else a list repeats the name. For who writes an address or describes it. */
export function takesCommas(schema: unknown): boolean {
  if (!(schema instanceof z.ZodType)) return false;
  return byCommas.has(schema) || ('innerType' in schema.def && takesCommas(schema.def.innerType));
}

/** Every list: how many, and where to go on. */
export const pageParameters = {
  limit: integerParameter({ min: 1, max: 500 })
    .default(50)
    .meta({ description: both('Items a page', 'Éléments par page') }),
  cursor: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .meta({ description: both('`nextCursor` of the page before, with the same filter', '`nextCursor` de la page précédente, avec le même filtre') }),
} as const;

/** Registers and schedules: what was true on a day, as known at an instant. Both default to now. */
export const timeParameters = {
  asOf: Day.optional().meta({ description: both('What was true on that day', 'Ce qui était vrai ce jour-là') }),
  knownAt: Instant.optional().meta({ description: both('What the system knew at that instant', 'Ce que le système savait à cet instant') }),
} as const;

export const qualityParameter = {
  quality: repeatableParameter(Quality)
    .optional()
    .meta({ description: both('Only data of this quality; repeatable', 'Seulement les données de cette qualité; répétable') }),
} as const;
