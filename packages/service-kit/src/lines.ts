import type { LinesBody } from '@csn/contracts';
import { readCsv } from './csv-lines.ts';
import { type Line, type Lines, splitLines, type TextLine } from './split-lines.ts';

export const lineTypes = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;
/** Which kind of lines a content type names; undefined for other types. */
export function lineTypeOf(contentType: string | undefined): keyof typeof lineTypes | undefined {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (parameters.some((parameter) => parameter.startsWith('charset=') && !/^charset="?utf-8"?$/.test(parameter))) return undefined;
  return type === lineTypes.ndjson ? 'ndjson' : type === lineTypes.csv ? 'csv' : undefined;
}

/** @throws Problem invalid-request for the header of a CSV that does not fit */
export function readLines(type: keyof typeof lineTypes, bytes: AsyncIterable<Buffer>, body: LinesBody): Lines {
  const lines = splitLines(bytes);
  return type === 'csv' ? readCsv(lines, body) : readNdjson(lines);
}

async function* readNdjson(blocks: AsyncIterable<readonly TextLine[]>): AsyncGenerator<readonly Line[]> {
  for await (const block of blocks) {
    const lines: Line[] = [];
    for (const { line, text } of block) {
      if (text === undefined) lines.push({ line, value: undefined, text: '' });
      else if (text.trim() !== '') lines.push({ line, value: objectIn(text), text });
    }
    yield lines;
  }
}

function objectIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
