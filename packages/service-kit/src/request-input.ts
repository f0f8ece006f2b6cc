import type { AnyRoute, Fault } from '@csn/contracts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { faultsOf, parsing, textFaults } from './faults.ts';
import { invalidRequest } from './problem.ts';

export interface Parsed {
  readonly params: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
}

const nothing = z.strictObject({});
const idempotencyKey = z.string().min(1).max(255);

/** Parses path, query, headers and body by the contract. Every fault of every part is reported at once. */
export function parserOf(route: AnyRoute): (request: FastifyRequest) => Parsed {
  const params = route.params ?? nothing;
  const query = route.query ?? nothing;
  const { body } = route;
  const takesKey = route.method === 'POST';
  return (request) => {
    const faults: Fault[] = [];
    const inPath = params.safeParse(request.params, parsing);
    if (!inPath.success) faults.push(...faultsOf('path', inPath.error.issues));
    const inQuery = query.safeParse(request.query, parsing);
    if (!inQuery.success) faults.push(...faultsOf('query', inQuery.error.issues));
    // Only escapes can bring in what no text may hold, so most requests need no walk.
    if (request.url.includes('%')) faults.push(...textFaults('path', request.params), ...escapeFaults(request.url), ...textFaults('query', request.query));
    if (request.rawBody?.includes('\\u')) faults.push(...textFaults('body', request.body));
    const hasNoDocument = request.lineBytes !== undefined || (request.body === undefined && !body);
    const inBody = hasNoDocument ? undefined : (body ?? nothing).safeParse(request.body, parsing);
    if (inBody && !inBody.success) faults.push(...faultsOf('body', inBody.error.issues));
    const key = takesKey ? request.headers['idempotency-key'] : undefined;
    const inHeader = key === undefined ? undefined : idempotencyKey.safeParse(key, parsing);
    if (inHeader && !inHeader.success) faults.push(...faultsOf('header', inHeader.error.issues).map((fault) => ({ ...fault, pointer: '/idempotency-key' })));
    if (faults.length) throw invalidRequest(faults);
    return {
      params: inPath.data as Record<string, unknown>,
      query: inQuery.data as Record<string, unknown>,
      body: inBody?.data,
      idempotencyKey: inHeader?.data,
    };
  };
}

/** Escapes of a query that are none, or not of UTF-8; what reads queries would take them as they stand. */
function escapeFaults(url: string): Fault[] {
  const start = url.indexOf('?');
  if (start < 0) return [];
  return url
    .slice(start + 1)
    .split('&')
    .filter((part) => !isEscaped(part))
    .map((part) => ({
      in: 'query',
      pointer: `/${part.split('=', 1)[0]}`,
      code: 'malformed-escape',
      detail: { en: 'must be UTF-8 in well-formed percent-encoding', fr: 'doit être de l’UTF-8 en encodage-pourcent bien formé' },
    }));
}

function isEscaped(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}
