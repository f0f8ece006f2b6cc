import type { Fault, LinesBody, Text } from '@csn/contracts';
import { parse } from 'csv-parse/sync';
import { type Line, longestLine, type TextLine } from './split-lines.ts';
import { invalidRequest } from './problem.ts';

/** A record that may go on over several lines while a quote is open. */
interface OpenRecord {
  readonly line: number;
  readonly text: string;
}

/**
 * Reads CSV (RFC 4180): the header, then a row a record. A record without quotes, as nearly all are, is cut at its commas;
 * the others are left to the library.
 * @throws Problem invalid-request: the header names unknown columns, one twice, or not all that are required
 */
export async function* readCsv(blocks: AsyncIterable<readonly TextLine[]>, body: LinesBody): AsyncGenerator<readonly Line[]> {
  let header: readonly string[] | undefined;
  let open: OpenRecord | undefined;
  for await (const block of blocks) {
    const lines: Line[] = [];
    for (const { line, text } of block) {
      const record: OpenRecord | { line: number; text: undefined } =
        open && text !== undefined ? { line: open.line, text: `${open.text}\n${text}` } : { line, text };
      open = undefined;
      if (record.text === undefined) {
        if (!header) throw headerProblem([], body);
        lines.push({ line, value: undefined, text: '' });
      } else if (hasOpenQuote(record.text) && record.text.length <= longestLine) open = record;
      else {
        const row = withoutReturn(record.text);
        if (!header) header = headerOf(row, body);
        else if (row.trim() !== '') lines.push({ line: record.line, value: rowOf(row, header, body), text: row });
      }
    }
    yield lines;
  }
  if (!header) throw headerProblem([], body);
  if (open) yield [{ line: open.line, value: undefined, text: open.text }];
}

/** Within quotes a carriage return belongs to the cell, at the end of a record to the end of the line. */
function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function hasOpenQuote(text: string): boolean {
  if (!text.includes('"')) return false;
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 1;
}

function cellsOf(text: string): readonly string[] | undefined {
  if (!text.includes('"')) return text.split(',');
  try {
    return (parse(text) as string[][])[0];
  } catch {
    return undefined;
  }
}

function headerOf(text: string, body: LinesBody): readonly string[] {
  const names = text.trim() === '' ? [] : (cellsOf(text) ?? []).map((name) => name.trim());
  const fits =
    names.every((name, index) => body.columns.includes(name) && names.indexOf(name) === index) && body.required.every((name) => names.includes(name));
  if (!fits) throw headerProblem(names, body);
  return names;
}

function rowOf(text: string, header: readonly string[], { keepsEmptyCells }: LinesBody): Record<string, string> | undefined {
  const cells = cellsOf(text);
  if (cells?.length !== header.length) return undefined;
  const row: Record<string, string> = {};
  for (const [index, name] of header.entries()) {
    const cell = cells[index] ?? '';
    if (cell !== '' || keepsEmptyCells) row[name] = guarded.test(cell) ? cell.slice(1) : cell;
  }
  return row;
}

/** A text that an export has kept from being run as a formula (see formats.ts). */
const guarded = /^'+[=+\-@\t\r]/;

function headerProblem(names: readonly string[], { columns, required }: LinesBody) {
  const fault = (name: string, code: string, detail: Text): Fault => ({
    in: 'body',
    pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    code,
    detail,
    line: 1,
  });
  const list = columns.join(', ');
  return invalidRequest([
    ...names
      .filter((name) => !columns.includes(name))
      .map((name) => fault(name, 'unknown-column', { en: `the header may name: ${list}`, fr: `l’en-tête peut nommer : ${list}` })),
    ...[...new Set(names.filter((name, index) => columns.includes(name) && names.indexOf(name) !== index))].map((name) =>
      fault(name, 'doubled-column', { en: 'the header names this column more than once', fr: 'l’en-tête nomme cette colonne plus d’une fois' }),
    ),
    ...required
      .filter((name) => !names.includes(name))
      .map((name) => fault(name, 'missing-column', { en: 'the header must name this column', fr: 'l’en-tête doit nommer cette colonne' })),
  ]);
}
