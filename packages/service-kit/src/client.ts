import { type AnyRoute, type CallOf, operationOf, type ReplyOf, type ServiceName, takesCommas } from '@csn/contracts';
import { Problem } from './problem.ts';
import { type Trace, traceparentOf } from './trace.ts';

/** Calls the operations of other services, typed by their contracts. */
export interface Client {
  /** @throws RemoteProblem what the other service refused; Problem bad-gateway or gateway-timeout when it does not answer */
  call<R extends AnyRoute>(route: R, input: CallOf<R>, options?: CallOptions): Promise<ReplyOf<R>>;
}
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Another service refused: what it said. */
export class RemoteProblem extends Error {
  readonly service: ServiceName;
  readonly status: number;
  readonly document: { readonly code?: string; readonly detail?: string };

  constructor(route: AnyRoute, status: number, document: { code?: string; detail?: string }) {
    super(`${route.method} ${route.path} answered ${status} ${document.code ?? ''}`);
    this.name = 'RemoteProblem';
    this.service = operationOf(route).service;
    this.status = status;
    this.document = document;
  }
}

export type ServiceUrls = Readonly<Partial<Record<ServiceName, string>>>;

export function createClient(urls: ServiceUrls, about: { authorization: () => string | Promise<string>; trace?: Trace; language?: string }): Client {
  return {
    async call<R extends AnyRoute>(route: R, input: CallOf<R>, options: CallOptions = {}): Promise<ReplyOf<R>> {
      const { service } = operationOf(route);
      const base = urls[service];
      if (!base) throw new Error(`no address of ${service} is configured`);
      const headers: Record<string, string> = {
        accept: 'application/json',
        authorization: await about.authorization(),
        ...(about.trace && { traceparent: traceparentOf(about.trace), 'x-request-id': about.trace.requestId }),
        ...(about.language && { 'accept-language': about.language }),
        ...(input.body !== undefined && { 'content-type': 'application/json' }),
        ...options.headers,
      };
      const timeout = AbortSignal.timeout(options.timeoutMs ?? 10_000);
      let response: Response;
      let text: string;
      try {
        response = await fetch(base + addressOf(route, input), {
          method: route.method,
          headers,
          ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
          signal: options.signal ? AbortSignal.any([timeout, options.signal]) : timeout,
        });
        text = await response.text();
      } catch (error) {
        throw new Problem(timeout.aborted ? 'gateway-timeout' : 'bad-gateway', { values: { service }, headers: { 'retry-after': '2' }, cause: error });
      }
      const body = jsonIn(text);
      if (response.ok && body === undefined)
        throw new Problem('bad-gateway', { values: { service }, headers: { 'retry-after': '2' }, cause: new Error('an answer that is not JSON') });
      if (!response.ok) throw new RemoteProblem(route, response.status, typeof body === 'object' && body !== null ? body : {});
      // The other service serialized it by the same contract.
      return body as ReplyOf<R>;
    },
  };
}

/** Undefined for what is not JSON: not the other service wrote it but something in between. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The address of a call, path and query, as it goes over the wire and as a briefing's `href` names it. */
export function addressOf(route: AnyRoute, input: { readonly params?: unknown; readonly query?: unknown }): string {
  const params = (input.params ?? {}) as Readonly<Record<string, unknown>>;
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((input.query ?? {}) as Readonly<Record<string, unknown>>)) {
    if (value === undefined) continue;
    const isRepeated = Array.isArray(value) && !takesCommas(route.query?.shape[name]);
    for (const one of isRepeated ? value : [value]) search.append(name, String(one));
  }
  // A comma may stand as it is in a query (RFC 3986), and people read these addresses.
  const query = search.toString().replaceAll('%2C', ',');
  return query ? `${path}?${query}` : path;
}

/** The services' own access token, by client credentials, kept until shortly before it ends. */
export function serviceToken(options: { tokenUrl: () => Promise<string>; clientId: string; clientSecret: string }): () => Promise<string> {
  let kept: { authorization: string; until: number } | undefined;
  let running: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    const credentials = Buffer.from(`${encodeURIComponent(options.clientId)}:${encodeURIComponent(options.clientSecret)}`).toString('base64');
    const response = await fetch(await options.tokenUrl(), {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
      signal: AbortSignal.timeout(5000),
    });
    if (!response.ok) throw new Error(`the issuer gave no token: ${response.status}`);
    const { access_token: token, expires_in: seconds = 60 } = (await response.json()) as { access_token: string; expires_in?: number };
    kept = { authorization: `Bearer ${token}`, until: Date.now() + seconds * 800 };
    return kept.authorization;
  };
  return async () => {
    if (kept && kept.until > Date.now()) return kept.authorization;
    running ??= ask()
      .catch(noToken)
      .finally(() => (running = undefined));
    return running;
  };
}

/** The caller of this service can only come back later. */
function noToken(cause: unknown): never {
  throw new Problem('service-unavailable', { headers: { 'retry-after': '5' }, cause });
}
