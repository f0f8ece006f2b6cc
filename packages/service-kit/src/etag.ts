import { hash } from 'node:crypto';
import type { AnyRoute } from '@csn/contracts';
import { Problem } from './problem.ts';

/** Which resource, and how far it had come. */
export interface ResourceVersion {
  /** The path at which it is read. */
  readonly resource: string;
  readonly revision: number;
}

/** A strong ETag: the version of the resource, where it has versions, and a hash of the very bytes. */
export function etagOf(body: string | Buffer, version?: ResourceVersion): string {
  const digest = hash('sha256', body, 'base64url').slice(0, 22);
  return version === undefined ? `"${digest}"` : `"${markOf(version)}.${digest}"`;
}

/**
 * The path of the resource that an operation reads or changes: a change of state, a history and the like belong to what
 * stands before them in the path, a creation belongs to what it made (`location`).
 */
export function resourceOf({ path, partOf }: AnyRoute): (params: Readonly<Record<string, unknown>>, location: string | undefined) => string {
  const template = partOf ?? (path.slice(0, path.lastIndexOf('}') + 1) || path);
  return (params, location) => location ?? template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
}

/** If-None-Match compares weakly (RFC 9110, 13.1.2). */
export function matchesNone(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || tagsIn(header).includes(etag);
}

/**
 * If-Match of a change: the version that the caller read must be the present one, of this very resource. Which day or
 * language it was read in does not matter, so the hash of the bytes is not compared.
 * @throws Problem precondition-required, precondition-failed
 */
export function mustMatch(header: string | undefined, version: ResourceVersion): void {
  if (header === undefined) throw new Problem('precondition-required');
  if (header.trim() === '*') return;
  const mark = `"${markOf(version)}.`;
  if (!header.split(',').some((tag) => tag.trim().startsWith(mark))) throw new Problem('precondition-failed');
}

function markOf({ resource, revision }: ResourceVersion): string {
  return `${revision}.${hash('sha256', resource, 'base64url').slice(0, 6)}`;
}

function tagsIn(header: string): string[] {
  return header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}
