import { type AnyRoute, type BodyOf, catalog, type Language, type MethodOf, type ParamsOf, type QueryOf, type ReplyOf, type ServiceName } from '@csn/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller, TokenVerifier } from './auth.ts';
import type { Clock } from './clock.ts';
import type { CopyInto } from './copy-transaction.ts';
import type { Database, OpenDatabase, Tx } from './database.ts';
import { addDocs } from './docs.ts';
import type { Format } from './formats.ts';
import { addReadiness, type ReadyCheck } from './health.ts';
import { createHttpApp } from './http-app.ts';
import type { Change, JournalFeed } from './journal.ts';
import type { lineTypes } from './lines.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { answerUnknownAddress } from './not-found.ts';
import { readOpenApi } from './openapi-document.ts';
import type { Page } from './paging.ts';
import type { Client } from './client.ts';
import { addRoute, pipeline, type RawHandler } from './serve.ts';
import type { Lines } from './split-lines.ts';
import type { TraceExport } from './trace-export.ts';
import type { SendAlong } from './transaction.ts';

/** What a handler gets of any request: authenticated, authorized by scope, parsed and complete. */
interface Incoming<R> {
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly caller: Caller;
  readonly language: Language;
  readonly clock: Clock;
  readonly log: Logger;
  readonly requestId: string;
  /** What the caller accepts, of what the contract offers; the kit writes all but pages. */
  readonly format: Format;
  /** Calls other services within this request's trace, with the caller's own token. */
  readonly asCaller: Client;
  /** The page that a list was asked for. @throws Problem invalid-request */
  page(): Page;
  /** The revision of the subject that is answered: it becomes part of the ETag. */
  setRevision(revision: number): void;
}
export interface ReadRequest<R, Tables> extends Incoming<R> {
  readonly db: Database<Tables>;
}
export interface WriteRequest<R, Tables> extends Incoming<R> {
  readonly body: BodyOf<R>;
  /** The body as it came, for where the very text of a number matters. */
  readonly rawBody: Buffer;
  /** A body that came as lines instead; there is no `body` then. */
  readonly lines: Lines | undefined;
  readonly lineType: keyof typeof lineTypes | undefined;
  /** Streams rows into a table; only with `lines`. */
  readonly copyInto: CopyInto | undefined;
  /** The transaction in which effect, change events and idempotency record commit together. */
  readonly tx: Tx<Tables>;
  /** For statements in `tx` whose result the answer does not need; not with `lines`. */
  readonly sendAlong: SendAlong;
  /** Compares If-Match with the present revision. @throws Problem precondition-required, precondition-failed */
  mustMatch(revision: number): void;
  /** Puts an event into the change feed, in this transaction. */
  recordChange(change: Change): void;
  /** The same at once, for very many: none is kept in memory. */
  insertChanges(changes: readonly Change[]): Promise<void>;
  /** Answers with the contract's other status (`reply.orStatus`). */
  setStatus(status: 200 | 201): void;
  /** Where the new resource can be read. */
  setLocation(path: string): void;
}
/** A page for people that a handler wrote itself. */
export interface WrittenPage {
  readonly text: string;
}
export type RequestOf<R, Tables> = MethodOf<R> extends 'GET' ? ReadRequest<R, Tables> : WriteRequest<R, Tables>;
export type Handler<R, Tables> = (request: RequestOf<R, Tables>) => Promise<ReplyOf<R> | WrittenPage> | ReplyOf<R>;

export interface ServiceAppOptions<Tables> {
  readonly service: ServiceName;
  readonly database: OpenDatabase<Tables>;
  readonly feed: JournalFeed;
  readonly verifier: TokenVerifier;
  /** The client of other services for a request: its trace, and the authorization it brought. */
  readonly clientFor: (request: FastifyRequest) => Client;
  readonly clock: Clock;
  readonly log: Logger;
  readonly bodyLimit: number;
  /** The largest body of lines, expanded, in bytes; 1 GiB unless a test sets it. */
  readonly linesLimit?: number;
  /** Where spans go, if anywhere. */
  readonly traceExport?: TraceExport | undefined;
  /** In tests every answer is also held against its schema, and no other member may appear. */
  readonly checkReplies?: boolean;
}

/** A service under construction: each feature registers its routes on it. */
export interface ServiceApp<Tables> {
  readonly http: FastifyInstance;
  readonly metrics: Metrics;
  readonly options: ServiceAppOptions<Tables>;
  /** Answers a route of the contracts with a handler. */
  serve<R extends AnyRoute>(route: R, handler: Handler<R, Tables>): void;
  /** Answers a route outside the common pipeline (streams); the caller is authenticated and has the scope. */
  serveRaw(route: AnyRoute, handler: RawHandler): void;
  /** One more condition for /health/ready. */
  readyWhen(name: string, check: ReadyCheck): void;
}

export async function createServiceApp<Tables>(options: ServiceAppOptions<Tables>): Promise<ServiceApp<Tables>> {
  const { http, metrics } = createHttpApp(options);
  const { operations, title } = catalog[options.service];
  const checks = new Map<string, ReadyCheck>();
  addReadiness(http, checks);
  await addDocs(http, readOpenApi(options.service), title);
  answerUnknownAddress(
    http,
    operations.map((operation) => operation.route),
  );
  return {
    http,
    metrics,
    options,
    serve: (route, handler) => addRoute(http, options.verifier, route, pipeline(options, route, handler)),
    serveRaw: (route, handler) => addRoute(http, options.verifier, route, handler),
    readyWhen: (name, check) => void checks.set(name, check),
  };
}
