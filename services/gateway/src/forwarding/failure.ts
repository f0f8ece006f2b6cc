import { invalidRequest, Problem } from '@csn/service-kit';

/** What the caller is told when a service gave no answer. */
export function problemOf(error: unknown, service: string): Problem {
  switch (codeOf(error)) {
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return new Problem('gateway-timeout', { values: { service }, cause: error });
    case 'UND_ERR_CLOSED':
    case 'UND_ERR_DESTROYED':
      return new Problem('service-unavailable', { headers: { 'retry-after': '1' }, cause: error });
    case 'UND_ERR_INVALID_ARG':
    case 'UND_ERR_NOT_SUPPORTED':
      return invalidRequest([{ in: 'header', pointer: '', code: 'malformed-header', detail: { en: 'cannot be passed on', fr: 'ne peut être transmis' } }]);
    default:
      return new Problem('bad-gateway', { values: { service }, headers: { 'retry-after': '2' }, cause: error });
  }
}

/** The connection died under the request, as a kept one does when the service at its other end restarts. */
export function connectionDied(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error));
}

export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
}
