import type { LinesBody } from '@csn/contracts';
import { readCsv } from './csv-lines.ts';
import { type Line, type Lines, splitLines, type TextLine } from './split-lines.ts';

export const lineTypes = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;
/** Which kind of lines a content type names; undefined for other types. */
export function lineTypeOf(contentType: string | undefined): keyof typeof lineTypes | undefined {
  const { type, isUtf8 } = mediaTypeOf(contentType);
  if (!isUtf8) return undefined;
  return type === lineTypes.ndjson ? 'ndjson' : type === lineTypes.csv ? 'csv' : undefined;
}

/** What a content type names. All bodies are UTF-8, of which US-ASCII is a part: it may say so, or nothing of it. */
export function mediaTypeOf(contentType: string | undefined): { type: string; isUtf8: boolean } {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const isUtf8 = parameters.every((parameter) => !/^\s*charset\s*=/.test(parameter) || /^\s*charset="?(utf-8|us-ascii)"?\s*$/.test(parameter));
  return { type: type.trim(), isUtf8 };
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
