import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Language, problems, type Text } from '@csn/contracts';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { isAnswering, whenOver } from './answer-over.ts';
import type { Caller } from './auth.ts';
import { RemoteProblem } from './client.ts';
import { isNotGzip } from './compression.ts';
import { isDatabaseAway, isRetryable } from './database.ts';
import { bodyIsComing, sendEarly } from './early-answer.ts';
import { addJsonParser } from './json-body.ts';
import { negotiateLanguage } from './language.ts';
import { addLineParser } from './line-body.ts';
import type { Logger } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { invalidRequest, Problem, problemDocument } from './problem.ts';
import { startTrace, type Trace, traceparentOf } from './trace.ts';
import type { TraceExport } from './trace-export.ts';

declare module 'fastify' {
  interface FastifyRequest {
    trace: Trace;
    language: Language;
    caller: Caller | undefined;
    startedAt: number;
  }
  interface FastifyContextConfig {
    /** The name under which metrics and logs count this route. */
    operationId?: string;
  }
}

export interface HttpAppOptions {
  readonly service: string;
  readonly log: Logger;
  readonly bodyLimit: number;
  /** Where spans go, if anywhere. */
  readonly traceExport?: TraceExport | undefined;
}

export interface HttpApp {
  readonly http: FastifyInstance;
  readonly metrics: Metrics;
}

/** Requests that may be under way at once; beyond it a caller is told to come back, so that those under way finish. */
const underWayLimit = 1024;
/** How long a closing server waits for the requests under way, in milliseconds. */
const closingPatience = 10_000;
const notGzip: Text = {
  en: 'is not what `Content-Encoding: gzip` says: it cannot be unpacked',
  fr: 'n’est pas ce que dit `Content-Encoding: gzip` : ne peut être décompressé',
};

/** What every process has that speaks HTTP: tracing, the caller's language, problems, metrics, log lines and limits. */
export function createHttpApp(options: HttpAppOptions): HttpApp {
  const { log } = options;
  const metrics = createMetrics(options.service);
  const http = Fastify({
    bodyLimit: options.bodyLimit,
    // Longer than the gateway keeps its idle connections, so that it never writes into one that is being closed.
    keepAliveTimeout: 75_000,
    // A bulk intake may take long to come; who is not known is refused before its body is read.
    requestTimeout: 1_800_000,
    http: { headersTimeout: 20_000 },
    // Longer than any header section: the contract says how long an identifier is, after the token and with its pointer.
    routerOptions: { maxParamLength: 32 * 1024 },
    rewriteUrl: (request) => originForm(request.url ?? '/'),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      // Hooks have not run for an address that cannot be read.
      begin(request, reply);
      sendProblem(toProblem(error, options.bodyLimit), request, reply);
    },
    clientErrorHandler: answerBrokenRequest,
  });
  http.decorateRequest('trace');
  http.decorateRequest('language', 'en');
  http.decorateRequest('caller', undefined);
  http.decorateRequest('startedAt', 0);
  addJsonParser(http);
  addLineParser(http);

  const underWay = new Set<ServerResponse>();
  let closing = false;
  http.addHook('onRequest', (request, reply, done) => {
    begin(request, reply);
    underWay.add(reply.raw);
    whenOver(request.raw, reply.raw, (whole) => {
      underWay.delete(reply.raw);
      observe(request, reply, whole);
      if (closing) setImmediate(() => http.server.closeIdleConnections());
    });
    done(underWay.size > underWayLimit && request.url.startsWith('/v1/') ? new Problem('service-unavailable', { headers: { 'retry-after': '1' } }) : undefined);
  });
  // Each connection ends with the answer under way on it: a kept one would hold up the end of the process.
  http.addHook('preClose', (done) => {
    closing = true;
    for (const response of underWay) response.shouldKeepAlive = false;
    setTimeout(() => http.server.closeAllConnections(), closingPatience).unref();
    done();
  });

  http.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error, options.bodyLimit);
    if (problem.code === 'internal-error')
      log.error({ err: error, requestId: request.trace.requestId, operation: request.routeOptions.config.operationId }, 'an unexpected error');
    else if (problem.kind.status >= 500) log.warn({ err: error, requestId: request.trace.requestId }, 'a dependency did not answer');
    sendProblem(problem, request, reply);
  });
  http.get('/metrics', { config: { operationId: 'metrics' } }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  http.get('/health/live', { config: { operationId: 'live' } }, () => ({ status: 'live' }));
  return { http, metrics };

  function observe(request: FastifyRequest, reply: FastifyReply, whole: boolean): void {
    const seconds = (performance.now() - request.startedAt) / 1000;
    const operation = request.routeOptions.config.operationId ?? 'other';
    // 499: the caller left before there was an answer.
    const status = whole || reply.raw.headersSent ? reply.statusCode : 499;
    metrics.observe(operation, request.method, status, seconds);
    const { trace } = request;
    options.traceExport?.record({
      trace,
      operation,
      method: request.method,
      route: request.routeOptions.url,
      status,
      endedAt: Date.now(),
      durationMs: seconds * 1000,
    });
    if (!log.isLevelEnabled('info')) return;
    log.info(
      {
        requestId: trace.requestId,
        traceId: trace.traceId,
        spanId: trace.spanId,
        caller: request.caller?.client,
        operation,
        method: request.method,
        status,
        cut: whole ? undefined : true,
        durationMs: Math.round(seconds * 1e5) / 100,
      },
      'request answered',
    );
  }
}

/** A target in absolute form means the same resource (RFC 9112, 3.2.2); everything here reads the path. */
function originForm(target: string): string {
  return target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*\/?/i, '/');
}

function begin(request: FastifyRequest, reply: FastifyReply): void {
  request.startedAt = performance.now();
  request.trace = startTrace(request.headers['x-request-id'], request.headers.traceparent);
  request.language = negotiateLanguage(request.headers['accept-language']);
  reply.header('x-request-id', request.trace.requestId);
  reply.header('traceparent', traceparentOf(request.trace));
}

/** Answers with a problem document in the caller's language. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const { language, trace } = request;
  const instance = request.url.split('?', 1)[0] ?? '/';
  const body = JSON.stringify(problemDocument(problem, { language, requestId: trace.requestId, instance }));
  if (problem.options.headers) reply.headers(problem.options.headers);
  reply
    .code(problem.kind.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language)
    .header('vary', 'Accept-Language')
    .header('cache-control', 'no-store');
  if (bodyIsComing(request.raw)) sendEarly(reply, body);
  else void reply.serializer(String).send(body);
}

/** Every error as a problem. What is not known is ours: nothing of it is told. */
export function toProblem(error: unknown, bodyLimit: number): Problem {
  if (error instanceof Problem) return error;
  // Another service is in trouble; what it refuses for another reason is a mistake of this one.
  if (error instanceof RemoteProblem && (error.status >= 500 || error.status === 429))
    return new Problem('bad-gateway', { values: { service: error.service }, headers: { 'retry-after': '2' }, cause: error });
  // Fastify's own errors are not built by Error, so Error.isError does not know them.
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (isNotGzip(error)) return invalidRequest([{ in: 'body', pointer: '', code: 'malformed-body', detail: notGzip }]);
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('content-too-large', { values: { limit: bodyLimit }, cause: error });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_TYPE':
      return new Problem('unsupported-media-type', { values: { accepted: 'application/json' }, cause: error });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'Z_BUF_ERROR':
      return invalidRequest([{ in: 'body', pointer: '', code: 'malformed-body', detail: { en: 'cannot be read', fr: 'ne peut être lu' } }]);
    case 'FST_ERR_BAD_URL':
      return invalidRequest([{ in: 'path', pointer: '', code: 'malformed-path', detail: { en: 'cannot be read', fr: 'ne peut être lu' } }]);
    default:
      if (isDatabaseAway(error) || isRetryable(error)) return new Problem('service-unavailable', { headers: { 'retry-after': '2' }, cause: error });
      return new Problem('internal-error', { cause: error });
  }
}

/** What cannot be read as HTTP gets a problem too, in English, and the connection ends. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  if (isAnswering(socket)) {
    // A second answer would end up within the one under way.
    socket.destroySoon();
    return;
  }
  const problem = new Problem(error.code === 'HPE_HEADER_OVERFLOW' ? 'headers-too-large' : 'invalid-request');
  const trace = startTrace(undefined, undefined);
  const body = JSON.stringify(problemDocument(problem, { language: 'en', requestId: trace.requestId, instance: '/' }));
  const status = problems[problem.code].status;
  socket.end(
    `HTTP/1.1 ${status} ${problem.kind.title.en}\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nx-request-id: ${trace.requestId}\r\nconnection: close\r\n\r\n${body}`,
  );
}
