import { addReadiness, answerUnknownAddress, type Clock, createHttpApp, type Logger, type TraceExport } from '@csn/service-kit';
import type { FastifyInstance } from 'fastify';
import { createClientDirectory } from './client-directory.ts';
import type { Client } from './clients.ts';
import { discoveryDocument } from './discovery.ts';
import type { SigningKey } from './signing-key.ts';
import { serveTokens } from './token-endpoint.ts';

export interface IdentityOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly key: SigningKey;
  readonly clients: readonly Client[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly bodyLimit: number;
  readonly traceExport?: TraceExport | undefined;
}

const addresses = [
  { method: 'POST', path: '/oauth2/token' },
  { method: 'GET', path: '/oauth2/jwks' },
  { method: 'GET', path: '/.well-known/openid-configuration' },
] as const;

/** The embedded issuer: tokens, its public key and where both are found. */
export function createIdentity(options: IdentityOptions): FastifyInstance {
  const { http } = createHttpApp({ service: 'identity', log: options.log, bodyLimit: options.bodyLimit, traceExport: options.traceExport });
  addReadiness(http, new Map());
  answerUnknownAddress(http, addresses);

  serveTokens(http, createClientDirectory(options.clients), options);
  const keySet = { keys: [options.key.publicJwk] };
  http.get('/oauth2/jwks', { config: { operationId: 'jwks' } }, (_request, reply) => reply.header('cache-control', 'public, max-age=300').send(keySet));
  const metadata = discoveryDocument(options.issuer);
  http.get('/.well-known/openid-configuration', { config: { operationId: 'discovery' } }, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(metadata),
  );
  return http;
}
