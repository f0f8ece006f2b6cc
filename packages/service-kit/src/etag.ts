import { hash } from 'node:crypto';
import { Problem } from './problem.ts';

/** A strong ETag: the revision of the subject, where there is one, and a hash of the very bytes. */
export function etagOf(body: string | Buffer, revision?: number): string {
  const digest = hash('sha256', body, 'base64url').slice(0, 22);
  return revision === undefined ? `"${digest}"` : `"${revision}.${digest}"`;
}

/** If-None-Match compares weakly (RFC 9110, 13.1.2). */
export function matchesNone(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || tagsIn(header).includes(etag);
}

/**
 * If-Match of a change: the revision that the caller read must be the present one. Which day or language it was read
 * in does not matter, so only the part before the dot is compared.
 * @throws Problem precondition-required, precondition-failed
 */
export function mustMatch(header: string | undefined, revision: number): void {
  if (header === undefined) throw new Problem('precondition-required');
  if (header.trim() === '*') return;
  const matches = header.split(',').some((tag) => tag.trim() === `"${revision}"` || tag.trim().startsWith(`"${revision}.`));
  if (!matches) throw new Problem('precondition-failed');
}

function tagsIn(header: string): string[] {
  return header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}
