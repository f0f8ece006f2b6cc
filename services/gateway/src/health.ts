import type { FastifyInstance } from 'fastify';
import { type Asked, createReadiness } from './readiness.ts';

/** GET /health/ready: 200 when every service behind the gateway is ready and the gateway is not stopping. */
export function serveReadiness(http: FastifyInstance, services: readonly Asked[], isStopping: () => boolean): void {
  const readiness = createReadiness(services);
  http.get('/health/ready', { config: { operationId: 'ready' } }, async (_request, reply) => {
    const { status, services: states } = await readiness();
    const stopping = isStopping();
    return reply
      .code(status === 'ready' && !stopping ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: stopping ? 'not-ready' : status, ...(stopping && { reason: 'stopping' }), services: states });
  });
}
