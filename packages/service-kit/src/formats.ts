import { type AnyRoute, type Cell, type Feature, isTable } from '@csn/contracts';
import { stringify } from 'csv-stringify/sync';
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

/** Chooses by Accept (RFC 9110, 12.5.1); JSON where the caller leaves it open. @throws Problem not-acceptable */
export function negotiateFormat(accept: string | undefined, offered: readonly Format[]): Format {
  if (!accept || accept === '*/*' || accept === 'application/json') return 'json';
  let best: Format | undefined;
  let bestWeight = 0;
  for (const part of accept.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weightText = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const weight = weightText === undefined ? 1 : Number(weightText);
    const match = offered.find((format) => range === mediaTypes[format] || range === '*/*' || range === `${mediaTypes[format].split('/')[0]}/*`);
    if (match && weight > bestWeight) [best, bestWeight] = [match, weight];
  }
  if (!best) throw new Problem('not-acceptable', { values: { offered: offered.map((format) => mediaTypes[format]).join(', ') } });
  return best;
}

type Row = Readonly<Record<string, unknown>>;

/** A list or table as CSV (RFC 4180): the contract's columns, or the members of its elements laid flat. One element that was asked for by itself is a table of one row. */
export function toCsv(route: AnyRoute, body: Row): string {
  const elements = (body.items ?? body.rows ?? [body]) as Row[];
  const toRow = (route.formats?.csv as ((item: Row) => Record<string, Cell>) | undefined) ?? flatten;
  const rows = elements.map((element) => toRow(element));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return stringify([columns, ...rows.map((row) => columns.map((column) => cell(row[column])))], { record_delimiter: 'windows' });
}

/** Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers. */
function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** `{ name: { en } }` becomes the column `nameEn`; lists are joined by `|`. */
function flatten(element: Row, prefix = ''): Record<string, Cell> {
  const row: Record<string, Cell> = {};
  for (const [name, value] of Object.entries(element)) {
    const column = prefix ? `${prefix}${name[0]?.toUpperCase()}${name.slice(1)}` : name;
    if (Array.isArray(value)) row[column] = value.map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item))).join('|');
    else if (typeof value === 'object' && value !== null) Object.assign(row, flatten(value as Row, column));
    else row[column] = value as Cell;
  }
  return row;
}

export function toGeoJson(route: AnyRoute, body: Row): string {
  const toFeature = route.formats?.geojson as (item: unknown) => Feature;
  return JSON.stringify({ type: 'FeatureCollection', features: (body.items as unknown[]).map(toFeature) });
}
