import type { AnyRoute } from '@csn/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

/** 405 with Allow where the address has other methods, 404 where it has none: before the body is read, which nobody wants. */
export function answerUnknownAddress(http: FastifyInstance, routes: readonly Pick<AnyRoute, 'method' | 'path'>[]): void {
  const patterns = routes.map((route) => ({ method: route.method, pattern: new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }));
  http.addHook('onRequest', (request, _reply, done) => done(request.is404 ? refusalOf(request) : undefined));

  function refusalOf(request: FastifyRequest): Problem {
    const path = request.url.split('?', 1)[0] ?? '/';
    const methods = [...new Set(patterns.filter(({ pattern }) => pattern.test(path)).flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
    if (!methods.length) return new Problem('not-found');
    const allow = methods.join(', ');
    return new Problem('method-not-allowed', { values: { allow }, headers: { allow } });
  }
}
