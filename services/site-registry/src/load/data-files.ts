import { readFileSync } from 'node:fs';
import { Source } from '@csn/contracts';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

export type Row = Readonly<Record<string, string>>;

export function readRows(name: string): Row[] {
  return parse(readFileSync(dataFile(name)), { columns: true }) as Row[];
}

/** A data file that does not fit its schema stops the start with what is wrong in it. */
export function readJson<Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> {
  return schema.parse(JSON.parse(readFileSync(dataFile(name), 'utf8')));
}

function dataFile(name: string): URL {
  return new URL(`../../data/${name}`, import.meta.url);
}

/** Where the data of the register come from. */
export const sources = readJson('sources.json', z.strictObject({ register: Source, dating: Source, records: Source }));
