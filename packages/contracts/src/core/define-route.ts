import type { z } from 'zod';
import type { ProblemCode } from './problems.ts';
import type { Scope } from './scopes.ts';
import type { Text } from './text.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Cell = string | number | bigint | boolean | null | undefined;

/** A GeoJSON feature (RFC 7946): coordinates are longitude, latitude. */
export interface Feature {
  readonly type: 'Feature';
  readonly id: string;
  readonly geometry: { readonly type: 'Point'; readonly coordinates: readonly [number, number] } | null;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** One call that works as it stands on the loaded data: shown in Swagger UI and run by the tests. */
export interface Example<Params, Query, Body> {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
}

type Shape = z.ZodObject;
/** A body that comes as lines of any length: NDJSON (an object a line) or CSV (a header, then a row a line). */
export interface LinesBody {
  /** The members of a line, which are the columns of CSV, in any order. */
  readonly columns: readonly string[];
  /** The columns that no CSV may leave out. */
  readonly required: readonly string[];
  /** An empty cell is an empty text, since it takes a value away; else it is as if its column were missing. */
  readonly keepsEmptyCells?: true;
  /** Rows that work as they stand on the loaded data, with the parameters that they need beside those of the operation's example. */
  readonly example: { readonly query?: Readonly<Record<string, string>>; readonly rows: readonly Readonly<Record<string, string | number>>[] };
}

/** How the elements of a list or the rows of a table are written as CSV. The columns are known without them: a table without rows has its header, too. */
export interface Table {
  /** Of all answers, or of the answer to a query. */
  readonly columns: readonly string[] | ((query: never) => readonly string[]);
  readonly row: (element: never) => Readonly<Record<string, Cell>>;
}

/** A query as a caller in TypeScript writes it: after parsing, every parameter optional. */
export type QueryInput<Query extends Shape> = Partial<z.output<Query>>;

/**
 * One operation of the interface. Everything else follows from it: validation, serialization, OpenAPI, the typed
 * client, the gateway's routing table and the tests that run every example.
 */
export interface Route<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
  M extends Method = Method,
> {
  readonly method: M;
  /** Path template with `{name}` for each member of `params`. */
  readonly path: string;
  readonly scope: Scope;
  readonly summary: Text;
  readonly description?: Text;
  readonly params?: Params;
  readonly query?: Query;
  /** Request body; always a strict object, so that unknown members are refused. */
  readonly body?: Body;
  /** The body is also (without `body`: only) taken as lines. The handler judges them line by line. */
  readonly lines?: LinesBody;
  /** Changing an existing resource: If-Match is required, the handler compares it by `mustMatch`. */
  readonly ifMatch?: true;
  /** A reading that waits for something new as long as `Prefer: wait=…` says. */
  readonly waits?: true;
  /** The path of the whole, where this is a part that has no revision of its own: the ETag of any reading of the whole allows a change. */
  readonly partOf?: string;
  /** `orStatus`: the handler may answer with this one instead, by `setStatus` (such as 200 where nothing new was stored). */
  readonly reply: { readonly status: 200 | 201; readonly orStatus?: 200 | 201; readonly body: Reply };
  /** Codes that the handler itself may answer, beside those that every operation can (see `commonProblems`). */
  readonly problems: readonly ProblemCode[];
  /** How one element of a list or table (see `tableMember`) is written in other formats; without `csv` its members are flattened. */
  readonly formats?: {
    readonly csv?: Table;
    readonly geojson?: (item: never) => Feature;
    /** Also as a page for people, `text/html` and `text/markdown`: the handler writes it. */
    readonly pages?: true;
  };
  readonly example: Example<z.input<Params>, QueryInput<Query>, z.input<Body>>;
}

/** Declares an operation; the export's name becomes its operationId. */
export function defineRoute<
  Params extends Shape = z.ZodObject<Record<never, never>>,
  Query extends Shape = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodUndefined,
  Reply extends z.ZodType = z.ZodType,
  const M extends Method = Method,
>(route: Route<Params, Query, Body, Reply, M>): Route<Params, Query, Body, Reply, M> {
  return route;
}

/** Is the answer (or one of its forms) a list or a table? Those also come as CSV. */
export function isTable(body: z.ZodType): boolean {
  if ('options' in body && Array.isArray(body.options)) return body.options.some(isTable);
  const shape = 'shape' in body ? (body.shape as Readonly<Record<string, unknown>>) : {};
  return tableMember(shape) !== undefined;
}

const tableMembers = ['items', 'rows', 'byRegion'] as const;

/** The member of an answer, or of its shape, that holds the elements of the list or the rows of the table. */
export function tableMember(answer: object): (typeof tableMembers)[number] | undefined {
  return tableMembers.find((name) => name in answer);
}

/** Does a write name the document that it comes from, and its day? */
function namesSource({ body, lines }: Route): boolean {
  return lines !== undefined || (body !== undefined && 'shape' in body && 'source' in (body.shape as Readonly<Record<string, unknown>>));
}

/** Problems that any operation can answer, by what it is: they need not be declared route by route. */
export function commonProblems(route: Route): readonly ProblemCode[] {
  const codes: ProblemCode[] = [
    'invalid-request',
    'authentication-required',
    'invalid-token',
    'insufficient-scope',
    'not-acceptable',
    'rate-limited',
    'internal-error',
    'bad-gateway',
    'service-unavailable',
    'gateway-timeout',
  ];
  if (route.params) codes.push('not-found');
  if (route.body || route.lines) codes.push('content-too-large', 'unsupported-media-type');
  if (route.method === 'POST') codes.push('idempotency-key-in-use', 'idempotency-key-reused');
  if (namesSource(route)) codes.push('day-in-future');
  if (route.ifMatch) codes.push('precondition-required', 'precondition-failed');
  return codes;
}

export type ParamsOf<R> = R extends Route<infer Params, Shape, z.ZodType, z.ZodType> ? z.output<Params> : never;
export type QueryOf<R> = R extends Route<Shape, infer Query, z.ZodType, z.ZodType> ? z.output<Query> : never;
export type BodyOf<R> = R extends Route<Shape, Shape, infer Body, z.ZodType> ? z.output<Body> : never;
export type ReplyOf<R> = R extends Route<Shape, Shape, z.ZodType, infer Reply> ? z.input<Reply> : never;
/** What the typed client takes for a route. */
export interface CallOf<R> {
  readonly params?: R extends Route<infer Params, Shape, z.ZodType, z.ZodType> ? z.input<Params> : never;
  readonly query?: R extends Route<Shape, infer Query, z.ZodType, z.ZodType> ? QueryInput<Query> : never;
  readonly body?: R extends Route<Shape, Shape, infer Body, z.ZodType> ? z.input<Body> : never;
}
export type MethodOf<R> = R extends Route<Shape, Shape, z.ZodType, z.ZodType, infer M> ? M : never;
/** The least that all routes have in common; every `Route<…>` fits. */
export type AnyRoute = Route;
