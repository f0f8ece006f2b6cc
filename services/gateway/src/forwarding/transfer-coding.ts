import { invalidRequest } from '@csn/service-kit';
import type { FastifyRequest } from 'fastify';

/**
 * Node takes the chunks apart and leaves any other coding as it is; passed on without its name, such a body would mean
 * something else to the service than to the caller. @throws Problem invalid-request
 */
export function refuseOtherCodings({ headers }: FastifyRequest): void {
  const coding = headers['transfer-encoding'];
  if (coding === undefined || coding.toLowerCase() === 'chunked') return;
  throw invalidRequest([
    { in: 'header', pointer: '/transfer-encoding', code: 'not-allowed', detail: { en: 'must be `chunked` alone', fr: 'doit être `chunked` seulement' } },
  ]);
}
