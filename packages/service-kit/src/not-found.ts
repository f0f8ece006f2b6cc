import type { AnyRoute } from '@csn/contracts';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from './http-app.ts';
import { Problem } from './problem.ts';

/** 405 with Allow where the address has other methods, 404 where it has none. */
export function answerUnknownAddress(http: FastifyInstance, routes: readonly Pick<AnyRoute, 'method' | 'path'>[]): void {
  const patterns = routes.map((route) => ({ method: route.method, pattern: new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }));
  http.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const methods = [...new Set(patterns.filter(({ pattern }) => pattern.test(path)).flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
    if (!methods.length) return sendProblem(new Problem('not-found'), request, reply);
    const allow = methods.join(', ');
    return sendProblem(new Problem('method-not-allowed', { values: { allow }, headers: { allow } }), request, reply);
  });
}
