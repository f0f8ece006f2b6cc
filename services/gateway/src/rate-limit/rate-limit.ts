import { Problem, type TokenVerifier } from '@csn/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RateLimiter } from './limiter.ts';
import { windowLength } from './window.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Requests of this route count against the caller's limit. */
    counted?: boolean;
  }
}

/**
 * Lets each caller do so many requests in any minute: those of the interface, those for tokens and those that lead
 * nowhere, since looking for addresses is not free.
 */
export function limitRequests(http: FastifyInstance, limit: number, limiter: RateLimiter, verifier: TokenVerifier): void {
  const policy = `"default";q=${limit};w=${windowLength / 1000}`;
  http.addHook('onRequest', async (request, reply) => {
    if (!request.is404 && !request.routeOptions.config.counted) return;
    const { allowed, remaining, resetsIn } = await limiter.take(await callerOf(request, verifier));
    // A sum of fractions can lie a hair above the whole window.
    const seconds = Math.min(windowLength / 1000, Math.max(1, Math.ceil(resetsIn / 1000)));
    reply.header('ratelimit-policy', policy).header('ratelimit', `"default";r=${remaining};t=${seconds}`);
    if (!allowed) throw new Problem('rate-limited', { values: { limit, retryAfter: seconds }, headers: { 'retry-after': String(seconds) } });
  });
}

/**
 * The client of a valid token, else the address at the other end of the connection: never what a header says. A token
 * that is not valid, or cannot be judged now, is refused by the service.
 */
async function callerOf(request: FastifyRequest, verifier: TokenVerifier): Promise<string> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    try {
      request.caller = await verifier.verify(authorization);
      return `client:${request.caller.client}`;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
  return `address:${request.socket.remoteAddress ?? ''}`;
}
