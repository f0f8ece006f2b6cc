import { hash } from 'node:crypto';
import { invalidRequest } from './problem.ts';

/** Where a list goes on: the sort keys of the last item and, on time axes, when the first page was read. */
export interface Position {
  readonly after: readonly (string | number | null)[];
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** An opaque cursor, bound to its operation and filter by a check sum: one of another list or an altered one is refused. */
export function encodeCursor(position: Position, filter: string): string {
  const text = JSON.stringify(position);
  return Buffer.from(`${checksum(text, filter)}${text}`).toString('base64url');
}

/** @throws Problem invalid-request */
export function decodeCursor(cursor: string, filter: string): Position {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const json = text.slice(checksumLength);
  if (Buffer.from(text).toString('base64url') !== cursor || checksum(json, filter) !== text.slice(0, checksumLength)) {
    throw invalidRequest([
      {
        in: 'query',
        pointer: '/cursor',
        code: 'invalid-cursor',
        detail: {
          en: 'must be the `nextCursor` of a page of this list with the same filter',
          fr: 'doit être le `nextCursor` d’une page de cette liste avec le même filtre',
        },
      },
    ]);
  }
  return JSON.parse(json) as Position;
}

const checksumLength = 16;

function checksum(text: string, filter: string): string {
  return hash('sha256', `${filter}\n${text}`, 'hex').slice(0, checksumLength);
}

/** What a cursor is bound to: the path and every parameter but those that move over the pages. */
export function filterOf(path: string, query: Readonly<Record<string, unknown>>): string {
  const bound = Object.entries(query).filter(([name, value]) => name !== 'cursor' && name !== 'limit' && value !== undefined);
  return `${path}?${JSON.stringify(bound.sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}
