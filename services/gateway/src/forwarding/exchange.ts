import type { Readable } from 'node:stream';
import { bodyIsComing, endEarlyAnswer, Problem, sendProblem, traceparentOf, whenOver } from '@csn/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import { connectionDied, problemOf } from './failure.ts';
import { headersForCaller, headersForService, type RawHeaders } from './headers.ts';
import { collectBody, isShort, streamBody } from './request-body.ts';
import type { Upstream } from './upstream.ts';

/** Answers up to this length are collected and sent in one piece; a service that dies within one is a 502 and no torn answer. */
const smallAnswer = 64 * 1024;
export type FailureListener = (upstream: Upstream, request: FastifyRequest, error: unknown) => void;

/**
 * One request on its way to a service and the answer on its way back, both as raw headers and bytes. The callbacks are
 * undici's. Until the answer begins the reply is Fastify's own, so that a failure becomes a problem like any other.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #upstream: Upstream;
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #onFailure: FailureListener;
  #body: Readable | undefined;
  #mayRetry: boolean;
  #phase: 'waiting' | 'collecting' | 'streaming' | 'over' = 'waiting';
  #abort: (() => void) | undefined;
  #stalled: NodeJS.Timeout | undefined;
  #resume: (() => void) | undefined;
  #status = 0;
  #headers: RawHeaders = [];
  #collected: Buffer[] = [];

  constructor(upstream: Upstream, request: FastifyRequest, reply: FastifyReply, onFailure: FailureListener) {
    this.#upstream = upstream;
    this.#request = request;
    this.#reply = reply;
    this.#onFailure = onFailure;
    this.#mayRetry = !hasBody(request) && (request.method === 'GET' || request.method === 'HEAD');
    const endWaiting = waitsForNews(request) ? (): void => this.#endWaiting() : undefined;
    if (endWaiting) upstream.closing.addEventListener('abort', endWaiting);
    whenOver(request.raw, reply.raw, (whole) => {
      clearTimeout(this.#stalled);
      if (endWaiting) upstream.closing.removeEventListener('abort', endWaiting);
      if (!whole) this.#giveUp();
    });
  }

  /** A short body is collected first and goes out with the head, in one piece; the service sees it all at once. */
  send(): void {
    const { raw } = this.#request;
    if (!hasBody(this.#request)) this.#dispatch(null);
    else if (isShort(raw)) collectBody(raw, (body) => this.#dispatch(body));
    else this.#dispatch((this.#body = streamBody(raw)));
  }

  #dispatch(body: Buffer | Readable | null): void {
    const { method, raw, trace } = this.#request;
    const { pool, patience } = this.#upstream;
    const added = ['x-request-id', trace.requestId, 'traceparent', traceparentOf(trace), 'x-forwarded-for', raw.socket.remoteAddress ?? ''];
    pool.dispatch(
      {
        path: raw.url ?? '/',
        method: method as Dispatcher.HttpMethod,
        headers: headersForService(raw.rawHeaders, added),
        body,
        headersTimeout: isBulk(this.#request) ? patience.bulkAnswer : patience.answer,
      },
      this,
    );
  }

  onConnect(abort: () => void): void {
    if (this.#phase === 'over') abort();
    else this.#abort = abort;
  }

  onHeaders(status: number, received: Buffer[], resume: () => void): boolean {
    if (status < 200) return true;
    this.#status = status;
    this.#resume = resume;
    this.#headers = headersForCaller(received, ownHeaders(this.#reply));
    const small = this.#request.method === 'HEAD' || status === 204 || status === 304 || lengthOf(this.#headers) <= smallAnswer;
    if (!small) this.#writeHead();
    this.#phase = small ? 'collecting' : 'streaming';
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#phase === 'collecting') {
      this.#collected.push(chunk);
      return true;
    }
    return this.#reply.raw.write(chunk) || this.#waitForReader();
  }

  onComplete(): void {
    const { raw } = this.#reply;
    if (this.#phase === 'collecting') this.#sendCollected();
    else raw.end();
    this.#phase = 'over';
    this.#body?.destroy();
  }

  onError(error: unknown): void {
    if (this.#phase === 'over') return;
    if (this.#phase === 'waiting' && this.#mayRetry && connectionDied(error)) {
      this.#mayRetry = false;
      this.#dispatch(null);
      return;
    }
    const begun = this.#phase === 'streaming';
    this.#phase = 'over';
    this.#body?.destroy();
    this.#onFailure(this.#upstream, this.#request, error);
    // An answer that has begun can only be cut, so that nobody takes it for whole.
    if (begun) this.#reply.raw.destroy();
    else sendProblem(problemOf(error, this.#upstream.name), this.#request, this.#reply);
  }

  #sendCollected(): void {
    const { raw } = this.#reply;
    const early = bodyIsComing(this.#request.raw);
    if (early) raw.shouldKeepAlive = false;
    this.#writeHead();
    const body = this.#collected.length === 1 ? this.#collected[0]! : Buffer.concat(this.#collected);
    if (early) endEarlyAnswer(this.#request.raw, raw, body);
    else raw.end(body);
  }

  #writeHead(): void {
    // Refuses headers that are not HTTP: the reply is then still there for a problem.
    this.#reply.raw.writeHead(this.#status, this.#headers);
    this.#reply.hijack();
  }

  /** Stops the service's answer until the caller has read what there is. */
  #waitForReader(): false {
    const { raw } = this.#reply;
    this.#stalled = setTimeout(() => raw.destroy(), this.#upstream.patience.reader);
    raw.once('drain', () => {
      clearTimeout(this.#stalled);
      this.#resume?.();
    });
    return false;
  }

  /** A reader that waits for news would hold up the end of the gateway; asked again, it misses nothing. */
  #endWaiting(): void {
    if (this.#phase !== 'waiting') return;
    this.#giveUp();
    sendProblem(new Problem('service-unavailable', { headers: { 'retry-after': '1' } }), this.#request, this.#reply);
  }

  #giveUp(): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#abort?.();
    this.#body?.destroy();
  }
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** `Prefer: wait=20` (RFC 7240). */
function waitsForNews({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && /\bwait\b/i.test(String(headers.prefer ?? ''));
}

function isBulk({ headers }: FastifyRequest): boolean {
  return /^(application\/x-ndjson|text\/csv)\b/i.test(headers['content-type'] ?? '');
}

/** Headers that the gateway has put on the reply by now: its trace and the rate limit. */
function ownHeaders(reply: FastifyReply): RawHeaders {
  return Object.entries(reply.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
}

/** The length of the body, if it is announced. */
function lengthOf(headers: RawHeaders): number {
  const index = headers.findIndex((name, position) => position % 2 === 0 && name.length === 'content-length'.length && name.toLowerCase() === 'content-length');
  return index < 0 ? Infinity : Number(headers[index + 1]);
}
