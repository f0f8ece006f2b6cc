import { type AnyRoute, type Cell, type Feature, isTable, type Table, tableMember } from '@csn/contracts';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { Problem } from './problem.ts';

export type Format = 'json' | 'csv' | 'geojson' | 'html' | 'markdown';

const mediaTypes: Readonly<Record<Format, string>> = {
  json: 'application/json',
  csv: 'text/csv',
  geojson: 'application/geo+json',
  html: 'text/html',
  markdown: 'text/markdown',
};

export function contentTypeOf(format: Format): string {
  return `${mediaTypes[format]}; charset=utf-8`;
}

/** What a route can answer, JSON first: lists and tables also as CSV, the rest by what the contract says. */
export function formatsOf(route: AnyRoute): readonly Format[] {
  const formats: Format[] = ['json'];
  if (isTable(route.reply.body)) formats.push('csv');
  if (route.formats?.geojson) formats.push('geojson');
  if (route.formats?.pages) formats.push('html', 'markdown');
  return formats;
}

/**
 * Chooses by Accept (RFC 9110, 12.5.1): for each form counts the range that names it most closely; of equal weights the
 * one that the caller names more closely, then earlier. JSON where the caller leaves it open.
 * @throws Problem not-acceptable
 */
export function negotiateFormat(accept: string | undefined, offered: readonly Format[]): Format {
  if (!accept || accept === '*/*' || accept === 'application/json') return 'json';
  const ranges = accept.split(',').map((part, place) => {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { range, weight: weight === undefined ? 1 : Number(weight), place };
  });
  const candidates = offered.flatMap((format) => {
    const type = mediaTypes[format];
    const names = ['*/*', `${type.split('/')[0]}/*`, type];
    const best = ranges.filter(({ range }) => names.includes(range)).sort((a, b) => names.indexOf(b.range) - names.indexOf(a.range))[0];
    return best && best.weight > 0 ? [{ format, ...best, closeness: names.indexOf(best.range) }] : [];
  });
  const [chosen] = candidates.sort((a, b) => b.weight - a.weight || b.closeness - a.closeness || a.place - b.place);
  if (!chosen) throw new Problem('not-acceptable', { values: { offered: offered.map((format) => mediaTypes[format]).join(', ') } });
  return chosen.format;
}

type Row = Readonly<Record<string, unknown>>;

/** A list or table as CSV (RFC 4180): the contract's columns, or the members of its elements laid flat. One element that was asked for by itself is a table of one row. */
export function toCsv(route: AnyRoute, body: Row, query: Row = {}): string {
  const member = tableMember(body);
  const elements = (member ? body[member] : [body]) as Row[];
  const { columns, row: rowOf } = route.formats?.csv ?? flatTable(route.reply.body);
  const header = typeof columns === 'function' ? columns(query as never) : columns;
  const rows = elements.map((element) => rowOf(element as never));
  return stringify([header, ...rows.map((row) => header.map((column) => cell(row[column])))], { record_delimiter: 'windows', quoted_match: /[\r\n]/ });
}

/** The schema knows every column, also of an empty list and of a member that is null in all rows. */
function flatTable(reply: z.ZodType): Table {
  const columns = columnsOf(elementSchema(reply));
  return { columns, row: (element: Row) => flatten(element, columns) };
}

function elementSchema(reply: z.ZodType): z.ZodType {
  const shape = reply instanceof z.ZodObject ? reply.shape : {};
  const member = tableMember(shape);
  const list: unknown = member && shape[member];
  return list instanceof z.ZodArray ? (list.element as z.ZodType) : reply;
}

/** The columns that `flatten` gives an element of this schema. */
function columnsOf(schema: z.ZodType, prefix = ''): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return columnsOf(schema.unwrap() as z.ZodType, prefix);
  if (!(schema instanceof z.ZodObject)) return [prefix];
  return Object.entries(schema.shape).flatMap(([name, member]) => columnsOf(member as z.ZodType, columnName(prefix, name)));
}

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe before it, and so does what looks like such a text
 * already, so that whoever reads it back takes off the one that was put on. Numbers stay numbers.
 */
function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return typeof value === 'string' && /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** `{ name: { en } }` becomes the column `nameEn`; lists are joined by `|`; what the schema does not lay out is one cell of JSON. */
function flatten(element: Row, columns: readonly string[], prefix = ''): Record<string, Cell> {
  const row: Record<string, Cell> = {};
  for (const [name, value] of Object.entries(element)) {
    const column = columnName(prefix, name);
    if (Array.isArray(value)) row[column] = value.map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item))).join('|');
    else if (typeof value === 'object' && value !== null)
      Object.assign(row, columns.includes(column) ? { [column]: JSON.stringify(value) } : flatten(value as Row, columns, column));
    else row[column] = value as Cell;
  }
  return row;
}

function columnName(prefix: string, name: string): string {
  return prefix ? `${prefix}${name[0]?.toUpperCase()}${name.slice(1)}` : name;
}

/** A list as GeoJSON (RFC 7946); what else the list says, such as its axes, stands beside the features. */
export function toGeoJson(route: AnyRoute, { items, ...beside }: Row): string {
  const toFeature = route.formats?.geojson as (item: unknown) => Feature;
  return JSON.stringify({ type: 'FeatureCollection', ...beside, features: (items as unknown[]).map(toFeature) });
}
