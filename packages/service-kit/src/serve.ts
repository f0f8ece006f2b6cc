import { type AnyRoute, operationOf } from '@csn/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, TokenVerifier } from './auth.ts';
import { type Clock, easternmostTimeZone } from './clock.ts';
import { compress, decoderFor, negotiateCoding } from './compression.ts';
import { inCopyTransaction } from './copy-transaction.ts';
import type { Tx } from './database.ts';
import { etagOf, matchesNone, mustMatch, resourceOf } from './etag.ts';
import { contentTypeOf, type Format, formatsOf, negotiateFormat, toCsv, toGeoJson } from './formats.ts';
import { keepAnswer, keptAnswer, replay, startFingerprint, type StoredAnswer, takeKey } from './idempotency.ts';
import { type Change, eventText, holdEvents, insertEvents, insertionOf, prepareHeldEvents, releaseHeldEvents } from './journal.ts';
import { checkContentType, measured } from './line-body.ts';
import { lineTypeOf, readLines } from './lines.ts';
import { pageOf } from './paging.ts';
import { Problem, together } from './problem.ts';
import { parserOf, type Parsed } from './request-input.ts';
import { serializerFor } from './serializer.ts';
import type { Handler, RequestOf, ServiceAppOptions, WriteRequest } from './service-app.ts';
import { randomHex } from './trace.ts';
import { inTransaction, type SendAlong } from './transaction.ts';

export type RawHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Registers a route behind the checks of token and scope, which come before a byte of the body is read. */
export function addRoute(http: FastifyInstance, verifier: TokenVerifier, route: AnyRoute, handler: RawHandler): void {
  const { operationId } = operationOf(route);
  http.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { operationId },
    onRequest: async (request) => {
      request.caller = await verifier.verify(request.headers.authorization);
      request.caller.mustHaveScope(route.scope);
      checkContentType(route, request.headers['content-type']);
    },
    preParsing: async (request, _reply, payload) => {
      const coding = request.headers['content-encoding'];
      if (coding === undefined || coding === 'identity') return payload;
      const decoder = decoderFor(coding);
      let received = 0;
      payload.on('data', (chunk: Buffer) => (received += chunk.length));
      Object.defineProperty(decoder, 'receivedEncodedLength', { get: () => received });
      payload.on('error', (error) => decoder.destroy(error));
      return payload.pipe(decoder);
    },
    handler,
  });
}

/** 400, then the handler; the answer in the form, language and coding that the caller accepts. */
export function pipeline<R extends AnyRoute, Tables>(options: ServiceAppOptions<Tables>, route: R, handler: Handler<R, Tables>): RawHandler {
  const parse = parserOf(route);
  const offered = formatsOf(route);
  const serialize = serializerFor(route.reply.body);
  const resource = resourceOf(route);

  return async (request, reply) => {
    const format = negotiateFormat(request.headers.accept, offered);
    const input = parse(request);
    const answer = await (route.method === 'GET' ? read : request.lineBytes ? writeLines : write)(request, input, format);
    return send(request, reply, answer);
  };

  async function read(request: FastifyRequest, input: Parsed, format: Format): Promise<StoredAnswer> {
    const outcome: Outcome = { headers: {} };
    const result = await handler({ ...incoming(request, input, format, outcome), db: options.database.db } as unknown as RequestOf<R, Tables>);
    return answerOf(request, input, result, format, outcome);
  }

  async function write(request: FastifyRequest, input: Parsed, format: Format): Promise<StoredAnswer> {
    const { idempotencyKey: key } = input;
    const { client } = callerOf(request);
    const rawBody = request.rawBody ?? Buffer.alloc(0);
    const fingerprint = key === undefined ? undefined : startFingerprint(request.method, request.url).update(rawBody).digest();
    try {
      const written = await inTransaction(options.database.db, async (tx, sendAlong) => {
        if (key !== undefined) sendAlong(takeKey(client, key));
        const { answer, events } = await effect(request, input, format, { tx, sendAlong, body: input.body, rawBody });
        if (key !== undefined && fingerprint) sendAlong(keepAnswer({ caller: client, key, fingerprint }, answer, events));
        else if (events.length) sendAlong(insertionOf(events));
        return answer;
      });
      options.feed.announce();
      return written;
    } catch (error) {
      if (key === undefined || !fingerprint) throw error;
      return replay(await keptAnswer(options.database.db, client, key, error), fingerprint);
    }
  }

  /** The same for a body of lines, which is not known before it has been read. */
  async function writeLines(request: FastifyRequest, input: Parsed, format: Format): Promise<StoredAnswer> {
    const { idempotencyKey: key } = input;
    const { client } = callerOf(request);
    const type = lineTypeOf(request.headers['content-type']);
    if (!type || !route.lines || !request.lineBytes) throw new Error('checked before the body was read');
    const fingerprint = startFingerprint(request.method, request.url);
    const bytes = measured(request.lineBytes, fingerprint, options.linesLimit);
    const lines = readLines(type, bytes, route.lines);
    try {
      const written = await inCopyTransaction(options.database, async (tx, copyInto) => {
        if (key !== undefined) await tx.executeQuery(takeKey(client, key));
        await prepareHeldEvents(tx);
        const { answer, events } = await effect(request, input, format, { tx, lines, lineType: type, copyInto });
        await releaseHeldEvents(tx);
        if (key === undefined) await insertEvents(tx, events);
        else await tx.executeQuery(keepAnswer({ caller: client, key, fingerprint: fingerprint.digest() }, answer, events));
        return answer;
      });
      options.feed.announce();
      return written;
    } catch (error) {
      if (key === undefined) throw error;
      const kept = await keptAnswer(options.database.db, client, key, error);
      for await (const _ of bytes); // only the whole body tells whether it is the same
      return replay(kept, fingerprint.digest());
    }
  }

  async function effect(
    request: FastifyRequest,
    input: Parsed,
    format: Format,
    what: { readonly tx: Tx<Tables>; readonly sendAlong?: SendAlong; readonly body?: unknown } & Partial<
      Pick<WriteRequest<R, Tables>, 'rawBody' | 'lines' | 'lineType' | 'copyInto'>
    >,
  ): Promise<{ answer: StoredAnswer; events: string[] }> {
    const outcome: Outcome = { headers: {} };
    const changes: Change[] = [];
    const late = sourceInFuture(input, options.clock);
    const asked = {
      ...incoming(request, input, format, outcome),
      ...what,
      mustMatch: (revision: number) => mustMatch(request.headers['if-match'], { resource: resource(input.params, undefined), revision }),
      recordChange: (change: Change) => void changes.push(change),
      insertChanges: (many: readonly Change[]) =>
        (what.lines ? holdEvents : insertEvents)(
          what.tx,
          many.map((change) => textOfChange(change, request)),
        ),
      setStatus: (status: 200 | 201) => void (outcome.status = status),
      setLocation: (path: string) => void (outcome.headers.location = path),
    };
    let result;
    try {
      result = await handler(asked as unknown as RequestOf<R, Tables>);
    } catch (error) {
      throw late && error instanceof Problem && [409, 422].includes(error.kind.status) ? together([error, late]) : error;
    }
    // Its own refusals come first; what the handler wrote goes with the transaction.
    if (late) throw late;
    return { answer: answerOf(request, input, result, format, outcome), events: changes.map((change) => textOfChange(change, request)) };
  }

  function incoming(request: FastifyRequest, input: Parsed, format: Format, outcome: Outcome) {
    return {
      params: input.params,
      query: input.query,
      caller: callerOf(request),
      language: request.language,
      clock: options.clock,
      log: options.log,
      requestId: request.trace.requestId,
      format,
      get asCaller() {
        return options.clientFor(request);
      },
      page: () => pageOf(pathOf(request.url), input.query, options.database.cursorKey),
      setRevision: (revision: number) => void (outcome.revision = revision),
    };
  }

  function textOfChange(change: Change, request: FastifyRequest): string {
    return eventText(change, {
      source: `/services/${options.service}`,
      id: randomHex(16),
      time: options.clock.timestamp(),
      actor: callerOf(request).client,
      requestId: request.trace.requestId,
    });
  }

  function answerOf(request: FastifyRequest, { params, query }: Parsed, result: unknown, format: Format, outcome: Outcome): StoredAnswer {
    if (options.checkReplies && !isPage(result, format)) route.reply.body.parse(result);
    // Encoded once: the hash, the kept answer and the socket all take the bytes.
    const body = Buffer.from(
      isPage(result, format)
        ? result.text
        : format === 'csv'
          ? toCsv(route, result as Record<string, unknown>, query)
          : format === 'geojson'
            ? toGeoJson(route, result as Record<string, unknown>)
            : serialize(result),
    );
    const next = nextLink(request, result);
    const again = sameReading(route, request, result);
    const { revision } = outcome;
    return {
      status: outcome.status ?? route.reply.status,
      body,
      headers: {
        'content-type': contentTypeOf(format),
        'content-language': request.language,
        etag: etagOf(body, revision === undefined ? undefined : { resource: resource(params, outcome.headers.location), revision }),
        ...(next && { link: next }),
        ...(again && { 'content-location': again }),
        // A page is read and printed; it needs its own styles and nothing else.
        ...(format === 'html' && {
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        }),
        ...outcome.headers,
      },
    };
  }
}

/** No document is of a day that has not begun anywhere in Canada: the problem day-in-future if this one is. */
function sourceInFuture({ body, query }: Parsed, clock: Clock): Problem | undefined {
  const today = clock.today(easternmostTimeZone);
  const { source } = (body ?? {}) as { source?: { asOf: string } };
  const day = source?.asOf ?? query.sourceAsOf;
  const at = source ? ({ in: 'body', pointer: '/source/asOf' } as const) : ({ in: 'query', pointer: '/sourceAsOf' } as const);
  return typeof day === 'string' && day > today ? new Problem('day-in-future', { values: { day, today }, at }) : undefined;
}

interface Outcome {
  revision?: number;
  status?: 200 | 201;
  readonly headers: Record<string, string>;
}

/** The last steps, for new answers and replayed ones: 304, coding, sending. */
export async function send(request: FastifyRequest, reply: FastifyReply, { status, headers, body }: StoredAnswer): Promise<FastifyReply> {
  const coding = negotiateCoding(request.headers['accept-encoding'], body.length);
  const tag = headers.etag;
  // Other bytes, other strong tag (RFC 9110, 8.8.3.3).
  const etag = tag && coding ? `${tag.slice(0, -1)}-${coding}"` : tag;
  reply.headers(headers).header('vary', 'Accept-Language, Accept, Accept-Encoding').header('cache-control', 'private, no-cache');
  if (etag) reply.header('etag', etag);
  if ((request.method === 'GET' || request.method === 'HEAD') && etag && matchesNone(request.headers['if-none-match'], etag))
    return reply.code(304).removeHeader('content-type').send();
  if (coding) reply.header('content-encoding', coding);
  return reply.code(status).send(coding ? await compress(body, coding) : body);
}

function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Problem('authentication-required');
  return request.caller;
}

function isPage(result: unknown, format: Format): result is { text: string } {
  return (format === 'html' || format === 'markdown') && typeof result === 'object' && result !== null && 'text' in result;
}

function nextLink(request: FastifyRequest, result: unknown): string | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  if (typeof result !== 'object' || result === null || !('nextCursor' in result) || typeof result.nextCursor !== 'string') return undefined;
  const url = new URL(request.url, 'http://service');
  url.searchParams.set('cursor', result.nextCursor);
  return `<${url.pathname}${url.search}>; rel="next"`;
}

/** Where this very answer can be asked for again, in every form: the call with the axes that the answer is of. */
function sameReading(route: AnyRoute, request: FastifyRequest, result: unknown): string | undefined {
  if (route.method !== 'GET' || typeof result !== 'object' || result === null) return undefined;
  const axes = (['asOf', 'knownAt'] as const).filter(
    (axis) => route.query && axis in route.query.shape && typeof result[axis as keyof typeof result] === 'string',
  );
  if (!axes.length) return undefined;
  const url = new URL(request.url, 'http://service');
  for (const axis of axes) url.searchParams.set(axis, String(result[axis as keyof typeof result]));
  return url.pathname + url.search;
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
