import { setMaxListeners } from 'node:events';
import { operations, serviceNames, type ServiceName } from '@csn/contracts';
import { addDocs, answerUnknownAddress, createHttpApp, type Logger, type Metrics, type TokenVerifier, type TraceExport } from '@csn/service-kit';
import type { FastifyInstance } from 'fastify';
import { interfaceDocument } from './document.ts';
import type { FailureListener } from './forwarding/exchange.ts';
import { codeOf } from './forwarding/failure.ts';
import { openUpstream, type Patience, type Upstream } from './forwarding/upstream.ts';
import { serveReadiness } from './health.ts';
import { networkTitle, serveLanding } from './pages/landing.ts';
import { serveStylesheet } from './pages/page.ts';
import { serveProblemPages } from './pages/problem-pages.ts';
import type { RateLimiter } from './rate-limit/limiter.ts';
import { limitRequests } from './rate-limit/rate-limit.ts';
import { forwardIssuer, forwardOperations, issuerAddresses, ownAddresses } from './routing.ts';

export interface GatewayOptions {
  readonly services: Readonly<Record<ServiceName, string>>;
  /** The embedded issuer; undefined when tokens come from elsewhere. */
  readonly identity: string | undefined;
  /** Where tokens come from then. */
  readonly tokenUrl?: string | undefined;
  /** Undefined: no limit, and nobody's token is looked at. */
  readonly rateLimit: { readonly limit: number; readonly limiter: RateLimiter; readonly verifier: TokenVerifier } | undefined;
  readonly log: Logger;
  readonly bodyLimit: number;
  readonly traceExport?: TraceExport | undefined;
  readonly patience?: Patience;
}

export interface Gateway {
  readonly http: FastifyInstance;
  /** Says "not ready" from now on, lets the requests under way finish and closes every connection. */
  close(): Promise<void>;
}

/** The one address that callers know. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { services, identity, rateLimit } = options;
  const { http, metrics } = createHttpApp({ service: 'gateway', log: options.log, bodyLimit: options.bodyLimit, traceExport: options.traceExport });
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // each waiting reader of a feed listens
  const upstreams = Object.fromEntries(serviceNames.map((name) => [name, openUpstream(name, services[name], closing.signal, options.patience)])) as Record<
    ServiceName,
    Upstream
  >;
  const issuer = identity === undefined ? undefined : openUpstream('identity', identity, closing.signal, options.patience);
  const all = [...Object.values(upstreams), ...(issuer ? [issuer] : [])];
  let stopping = false;

  if (rateLimit) limitRequests(http, rateLimit.limit, rateLimit.limiter, rateLimit.verifier);
  const onFailure = reportFailures(options.log, metrics);
  forwardOperations(http, upstreams, onFailure);
  if (issuer) forwardIssuer(http, issuer, onFailure);
  answerUnknownAddress(http, [...operations.map(({ route }) => route), ...(issuer ? issuerAddresses : []), ...ownAddresses]);

  serveReadiness(http, all, () => stopping);
  serveStylesheet(http);
  serveProblemPages(http);
  const tokenUrl = issuer ? '/oauth2/token' : (options.tokenUrl ?? '/oauth2/token');
  serveLanding(http, { tokenUrl, credentials: issuer ? 'demo-reader:demo-reader-secret' : 'CLIENT_ID:CLIENT_SECRET' });
  await addDocs(http, interfaceDocument(tokenUrl), networkTitle, URL.canParse(tokenUrl) ? new URL(tokenUrl).origin : undefined);

  return {
    http,
    async close() {
      stopping = true;
      closing.abort();
      await http.close();
      await Promise.all(all.map(({ pool }) => pool.close()));
      await rateLimit?.limiter.close();
    },
  };
}

function reportFailures(log: Logger, metrics: Metrics): FailureListener {
  const failures = metrics.counter('upstream_failures_total', 'Requests that a service did not answer', ['upstream', 'reason']);
  return ({ name }, request, error) => {
    const reason = codeOf(error);
    failures.inc({ upstream: name, reason });
    log.warn({ requestId: request.trace.requestId, upstream: name, reason }, 'a service did not answer');
  };
}
