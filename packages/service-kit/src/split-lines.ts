import { isUtf8 } from 'node:buffer';

/** One line of a body that comes as lines. */
export interface Line {
  /** From 1: the physical line on which it begins; the first row of a CSV is 2. */
  readonly line: number;
  /** An object of NDJSON; of CSV texts under the names of their columns, empty cells left out. Undefined: it cannot be read. */
  readonly value: unknown;
  /** As it came, for where the very text of a number matters. */
  readonly text: string;
}
/** The lines of a body as they come, some at a time, so that any number passes in constant memory. */
export type Lines = AsyncIterable<readonly Line[]>;

/** A line as it stands in the body, without its line feed (a carriage return before that is still there); undefined text: it is not UTF-8, or longer than any line may be. */
export interface TextLine {
  readonly line: number;
  readonly text: string | undefined;
}

/** Longer lines are not read: whatever such a line is, it is no entry. */
export const longestLine = 64 * 1024;

/** Cuts bytes into lines. What has come of a line that is not whole yet is kept, up to the longest one. */
export async function* splitLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<readonly TextLine[]> {
  let rest: Buffer[] = [];
  let length = 0;
  let isTooLong = false;
  let line = 1;
  const keep = (part: Buffer): void => {
    length += part.length;
    isTooLong ||= length > longestLine;
    rest = isTooLong ? [] : [...rest, part];
  };
  for await (const chunk of bytes) {
    const first = chunk.indexOf(newline);
    if (first < 0) {
      keep(chunk);
      continue;
    }
    keep(chunk.subarray(0, first));
    const last = chunk.lastIndexOf(newline);
    const head = isTooLong ? undefined : textOf(Buffer.concat(rest));
    const block = [
      { line, text: line === 1 ? head?.replace(/^\uFEFF/, '') : head },
      ...linesIn(first < last ? chunk.subarray(first + 1, last) : undefined, line + 1),
    ];
    line += block.length;
    [rest, length, isTooLong] = [[], 0, false];
    if (last + 1 < chunk.length) keep(chunk.subarray(last + 1));
    yield block;
  }
  if (length) yield [{ line, text: isTooLong ? undefined : textOf(Buffer.concat(rest))?.replace(line === 1 ? /^\uFEFF/ : /^$/, '') }];
}

const newline = 0x0a;

function linesIn(block: Buffer | undefined, from: number): TextLine[] {
  if (!block) return [];
  if (isUtf8(block))
    return block
      .toString('utf8')
      .split('\n')
      .map((text, index) => ({ line: from + index, text }));
  const lines: TextLine[] = [];
  for (let start = 0; start <= block.length;) {
    const end = block.indexOf(newline, start);
    lines.push({ line: from + lines.length, text: textOf(block.subarray(start, end < 0 ? block.length : end)) });
    start = end < 0 ? block.length + 1 : end + 1;
  }
  return lines;
}

function textOf(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
