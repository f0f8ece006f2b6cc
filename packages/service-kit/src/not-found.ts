import type { AnyRoute } from '@csn/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

type Address = Pick<AnyRoute, 'method' | 'path'>;

/**
 * 405 with Allow where the address has other methods, 404 where it has none: before the body is read, which nobody wants.
 * An address of its own (`/v1/sites/imports`) is none of a template that it would fit (`/v1/sites/{siteId}`).
 */
export function answerUnknownAddress(http: FastifyInstance, routes: readonly Address[]): void {
  const addresses = routes.map(({ method, path }) => ({ method, path, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }));
  const byPath = Map.groupBy(addresses, ({ path }) => path);
  http.addHook('onRequest', (request, _reply, done) => {
    const path = pathOf(request);
    const own = byPath.get(path);
    if (request.is404 || (own && request.routeOptions.url?.includes(':'))) done(refusal(own ?? addresses.filter(({ pattern }) => pattern.test(path))));
    else done();
  });
}

function refusal(addresses: readonly Address[]): Problem {
  const methods = [...new Set(addresses.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
  if (!methods.length) return new Problem('not-found');
  const allow = methods.join(', ');
  return new Problem('method-not-allowed', { values: { allow }, headers: { allow } });
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
