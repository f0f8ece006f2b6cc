import { operations, type ServiceName } from '@csn/contracts';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { Exchange, type FailureListener } from './forwarding/exchange.ts';
import type { Upstream } from './forwarding/upstream.ts';
import { refuseOtherCodings } from './forwarding/transfer-coding.ts';

interface Address {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
}

/** What the issuer answers. Its key and its description do not count: they are public, and verifiers ask for them. */
export const issuerAddresses = [
  { method: 'POST', path: '/oauth2/token', operationId: 'token', counted: true },
  { method: 'GET', path: '/oauth2/jwks', operationId: 'jwks', counted: false },
  { method: 'GET', path: '/.well-known/openid-configuration', operationId: 'discovery', counted: false },
] as const;

/** What the gateway answers itself. */
export const ownAddresses: readonly Address[] = [
  '/',
  '/docs',
  '/openapi.json',
  '/problems',
  '/problems/{code}',
  '/health/live',
  '/health/ready',
  '/metrics',
].map((path) => ({ method: 'GET', path }));

/** Every operation of the contracts goes to its service; the routing table is theirs. */
export function forwardOperations(http: FastifyInstance, upstreams: Readonly<Record<ServiceName, Upstream>>, onFailure: FailureListener): void {
  for (const { operationId, service, route } of operations) addRoute(http, route, { operationId, counted: true }, upstreams[service], onFailure);
}

export function forwardIssuer(http: FastifyInstance, identity: Upstream, onFailure: FailureListener): void {
  for (const { operationId, counted, ...address } of issuerAddresses) addRoute(http, address, { operationId, counted }, identity, onFailure);
}

function addRoute(
  http: FastifyInstance,
  { method, path }: Address,
  config: { operationId: string; counted: boolean },
  upstream: Upstream,
  onFailure: FailureListener,
): void {
  // The request goes on from the hook, before Fastify looks at its body: whatever it is, the service judges it.
  const forward: onRequestHookHandler = (request, reply) => {
    refuseOtherCodings(request);
    new Exchange(upstream, request, reply, onFailure).send();
  };
  http.route({ method, url: path.replaceAll(/\{(\w+)\}/g, ':$1'), config, onRequest: forward, handler: unreachable });
}

function unreachable(): never {
  throw new Error('a forwarded request came to its handler');
}
