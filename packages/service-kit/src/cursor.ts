import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalidRequest } from './problem.ts';

/** Where a list goes on: the sort keys of the last item and, on time axes, when the first page was read. */
export interface Position {
  readonly after: readonly (string | number | null)[];
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** An opaque cursor, bound to its operation and filter by a signature: one of another list, an altered or a made-up one is refused. */
export function encodeCursor(position: Position, filter: string, key: Buffer): string {
  const text = JSON.stringify(position);
  return Buffer.concat([signature(text, filter, key), Buffer.from(text)]).toString('base64url');
}

/** @throws Problem invalid-request */
export function decodeCursor(cursor: string, filter: string, key: Buffer): Position {
  const bytes = Buffer.from(cursor, 'base64url');
  const text = bytes.subarray(signatureLength).toString('utf8');
  const isOurs = bytes.length > signatureLength && timingSafeEqual(bytes.subarray(0, signatureLength), signature(text, filter, key));
  if (!isOurs || bytes.toString('base64url') !== cursor) {
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
  return JSON.parse(text) as Position;
}

const signatureLength = 16;

function signature(text: string, filter: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`${filter}\n${text}`).digest().subarray(0, signatureLength);
}

/** What a cursor is bound to: the path and every parameter but those that move over the pages. */
export function filterOf(path: string, query: Readonly<Record<string, unknown>>): string {
  const bound = Object.entries(query).filter(([name, value]) => name !== 'cursor' && name !== 'limit' && value !== undefined);
  return `${path}?${JSON.stringify(bound.sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}
