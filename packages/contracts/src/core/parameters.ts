import { z } from 'zod';
import { Day, Instant, Quality } from './schemas.ts';

/** Parameters arrive as texts: these read them and leave what does not fit for the schema to refuse. */
export function integerParameter(range: { min: number; max: number }) {
  return z.preprocess((value) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value), z.int().min(range.min).max(range.max));
}

export function numberParameter(range: { min: number; max: number }) {
  return z.preprocess((value) => (typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value), z.number().min(range.min).max(range.max));
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
  return z.preprocess((value) => (typeof value === 'string' ? value.split(',') : value), z.array(item).min(1).max(20));
}

/** Every list: how many, and where to go on. */
export const pageParameters = {
  limit: integerParameter({ min: 1, max: 500 }).default(50).meta({ description: 'Items a page' }),
  cursor: z.string().min(1).max(2000).optional().meta({ description: '`nextCursor` of the page before, with the same filter' }),
} as const;

/** Registers and schedules: what was true on a day, as known at an instant. Both default to now. */
export const timeParameters = {
  asOf: Day.optional().meta({ description: 'What was true on that day' }),
  knownAt: Instant.optional().meta({ description: 'What the system knew at that instant' }),
} as const;

export const qualityParameter = {
  quality: repeatableParameter(Quality).optional().meta({ description: 'Only data of this quality; repeatable' }),
} as const;
