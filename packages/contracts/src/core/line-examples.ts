import type { LinesBody } from './define-route.ts';

/** The rows of an example as each kind of lines writes them. No value of an example needs the quotes of CSV. */
export function lineExamplesOf({ example: { rows } }: LinesBody): { readonly 'text/csv': string; readonly 'application/x-ndjson': string } {
  const columns = Object.keys(rows[0] ?? {});
  return {
    'text/csv': [columns, ...rows.map((row) => columns.map((column) => row[column]))].map((cells) => cells.join(',')).join('\n'),
    'application/x-ndjson': rows.map((row) => JSON.stringify(row)).join('\n'),
  };
}
