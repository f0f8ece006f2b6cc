import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'csv-stringify/sync';
import { lineTypeOf, readLines } from './lines.ts';
import { Problem } from './problem.ts';
import { type Line, type Lines, longestLine } from './split-lines.ts';

const body = { columns: ['name', 'count', 'note'], required: ['name', 'count'], example: { rows: [] } };

/** The bytes in parts of some length, as a network cuts them. */
async function* inParts(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}
async function all(lines: Lines): Promise<Line[]> {
  const found: Line[] = [];
  for await (const some of lines) found.push(...some);
  return found;
}
const csv = async (text: string | Buffer, length = 7) => all(readLines('csv', inParts(Buffer.from(text), length), body));
const ndjson = async (text: string | Buffer, length = 7) => all(readLines('ndjson', inParts(Buffer.from(text), length), body));
const valuesOf = (lines: readonly Line[]) => lines.map(({ line, value }) => [line, value]);

test('each line of NDJSON is an object with its number; blank ones are skipped, a mark of byte order and returns are no part of them', async () => {
  const lines = await ndjson('\uFEFF{"name":"é"}\r\n\n  \n{"name":"ᐃ"}\n{"half":\n[1]');

  expect(valuesOf(lines)).toEqual([
    [1, { name: 'é' }],
    [4, { name: 'ᐃ' }],
    [5, undefined],
    [6, [1]],
  ]);
});

test('the rows of a CSV are told by their physical lines, also where a quoted text goes over several', async () => {
  const lines = await csv('count,name\r\n1,"a\nb, ""c"""\r\n\r\n2,d\r\n3\r\n');

  expect(valuesOf(lines)).toEqual([
    [2, { count: '1', name: 'a\nb, "c"' }],
    [5, { count: '2', name: 'd' }],
    [6, undefined],
  ]);
});

test('line ends within quotes belong to the cell, whichever they are', async () => {
  const lines = await csv('name,count\r\n"x\r\ny\nz",1\r\n');

  expect(valuesOf(lines)).toEqual([[2, { name: 'x\r\ny\nz', count: '1' }]]);
});

test('empty cells are left out, and an apostrophe that an export put before a formula is taken away', async () => {
  const lines = await csv("name,count,note\n'=1+1,2,\n'kept,'-3,'@x\n");

  expect(valuesOf(lines)).toEqual([
    [2, { name: '=1+1', count: '2' }],
    [3, { name: "'kept", count: '-3', note: '@x' }],
  ]);
});

test('a quote that is never closed spoils its own record', async () => {
  const lines = await csv(`name,count\n"open,1\n${'x,2\n'.repeat(20_000)}y,3\n`);

  expect(lines[0]).toMatchObject({ line: 2, value: undefined });
  expect(lines.at(-1)).toMatchObject({ line: 20_003, value: { name: 'y', count: '3' } });
});

test.each([
  ['name,count,nmae', ['/nmae unknown-column']],
  ['name,name,count', ['/name doubled-column']],
  ['note', ['/name missing-column', '/count missing-column']],
  ['', ['/name missing-column', '/count missing-column']],
])('the header %j is refused with every fault', async (header, faults) => {
  const refused: unknown = await csv(`${header}\n1,2,3\n`).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(Problem);
  const { code, options } = refused as Problem;
  expect([code, options.faults?.map((fault) => `${fault.pointer} ${fault.code}`)]).toEqual(['invalid-request', faults]);
});

test('a line that is not UTF-8 or too long cannot be read, and the others can', async () => {
  const bad = Buffer.concat([Buffer.from('{"a":1}\n'), Buffer.from([0x22, 0xff, 0x22, 0x0a]), Buffer.from(`"${'x'.repeat(longestLine)}"\n{"b":2}`)]);

  for (const length of [5, 1000, bad.length])
    expect(valuesOf(await ndjson(bad, length))).toEqual([
      [1, { a: 1 }],
      [2, undefined],
      [3, length === bad.length ? 'x'.repeat(longestLine) : undefined],
      [4, { b: 2 }],
    ]);
});

test('however the bytes are cut, the same lines come out', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', ' ', '𝄞'), maxLength: 6 }).map((text) => `x${text}`);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ name: cell, count: cell }), { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), async (rows, length) => {
      const text = stringify(rows, { header: true, columns: ['name', 'count'] });
      expect((await csv(text, length)).map(({ value }) => value)).toEqual(rows);
      expect((await ndjson(rows.map((row) => `${JSON.stringify(row)}\n`).join(''), length)).map(({ value }) => value)).toEqual(rows);
    }),
  );
});

test.each([
  ['text/csv', 'csv'],
  ['Text/CSV; charset=UTF-8', 'csv'],
  ['application/x-ndjson', 'ndjson'],
  ['text/csv;charset="us-ascii"', 'csv'],
  ['text/csv; charset=latin1', undefined],
  ['application/x-ndjson; header=present; charset=utf-16', undefined],
  ['application/json', undefined],
  [undefined, undefined],
])('%s is read as %s', (contentType, type) => {
  expect(lineTypeOf(contentType)).toBe(type);
});
