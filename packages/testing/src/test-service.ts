import type { Readable } from 'node:stream';
import { type AnyRoute, type CallOf, type ReplyOf, type ServiceName } from '@csn/contracts';
import { addressOf, type Client, type Clock, JournalFeed, type OpenDatabase, type ServiceApp, type ServiceAppOptions, systemClock } from '@csn/service-kit';
import type { Migration } from 'kysely/migration';
import { quietLog } from './quiet-log.ts';
import { scratchDatabase } from './scratch-database.ts';
import { type TestClient, testVerifier, tokenOf } from './tokens.ts';

/** An answer to a test's call; `json` is typed by the contract and must only be read as such after a look at the status. */
export interface TestAnswer<Reply> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  json(): Reply;
  /** The problem document of a refusal. */
  problem(): {
    code: string;
    status: number;
    detail: string;
    title: string;
    requestId: string;
    errors?: { in: string; pointer: string; code: string; detail: string; line?: number }[];
  };
}

interface Sender {
  call<R extends AnyRoute>(route: R, input?: CallOf<R> & { headers?: Readonly<Record<string, string>> }): Promise<TestAnswer<ReplyOf<R>>>;
  send(request: { method: string; url: string; headers?: Readonly<Record<string, string>>; body?: string | Buffer | Readable }): Promise<TestAnswer<unknown>>;
}

/** A service on a database of its own, spoken to through HTTP without a port. */
export interface TestService<Tables> extends AsyncDisposable {
  readonly app: ServiceApp<Tables>;
  readonly database: OpenDatabase<Tables>;
  readonly options: ServiceAppOptions<Tables>;
  as(client: TestClient): Sender;
  /** With a raw Authorization header, or none. */
  with(authorization: string | undefined): Sender;
}

/** A client that must not be needed: a test that calls other services says how they answer. */
const nobody: Client = { call: (route) => Promise.reject(new Error(`${route.method} ${route.path}: this test has no other services`)) };

export async function startTestService<Tables>(service: {
  readonly name: ServiceName;
  /** Names the template of its database; the service's name, unless tests run an app of their own. */
  readonly template?: string;
  readonly migrations: Readonly<Record<string, Migration>>;
  readonly create: (options: ServiceAppOptions<Tables>, others: Client) => Promise<ServiceApp<Tables>>;
  readonly clock?: Clock;
  /** The largest body of lines, in bytes. */
  readonly linesLimit?: number;
  /** Stands for the other services. */
  readonly others?: Client;
}): Promise<TestService<Tables>> {
  const database = await scratchDatabase<Tables>(service.template ?? service.name, service.migrations);
  const feed = new JournalFeed(database, quietLog);
  const others = service.others ?? nobody;
  const options: ServiceAppOptions<Tables> = {
    service: service.name,
    database,
    feed,
    verifier: testVerifier,
    clientFor: () => others,
    clock: service.clock ?? systemClock,
    log: quietLog,
    bodyLimit: 10 * 1024 * 1024,
    ...(service.linesLimit !== undefined && { linesLimit: service.linesLimit }),
    checkReplies: true,
  };
  const app = await service.create(options, others);
  await app.http.ready();
  feed.start();

  async function dispose(): Promise<void> {
    await feed.stop();
    await app.http.close();
    await database.drop();
  }

  return {
    app,
    database,
    options,
    as: (client) => withToken(async () => `Bearer ${await tokenOf(client)}`),
    with: (authorization) => withToken(() => Promise.resolve(authorization)),
    [Symbol.asyncDispose]: dispose,
  };

  function withToken(authorization: () => Promise<string | undefined>): Sender {
    const send: Sender['send'] = async ({ method, url, headers, body }) => {
      const value = await authorization();
      const response = await app.http.inject({
        method: method as 'GET',
        url,
        headers: { ...(value !== undefined && { authorization: value }), ...headers },
        ...(body !== undefined && { payload: body }),
      });
      return answer(response);
    };
    return {
      send,
      call: async <R extends AnyRoute>(route: R, input: CallOf<R> & { headers?: Readonly<Record<string, string>> } = {}) => {
        const body = input.body === undefined ? undefined : JSON.stringify(input.body);
        const response = await send({
          method: route.method,
          url: addressOf(route, input),
          headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...input.headers },
          ...(body !== undefined && { body }),
        });
        return response as TestAnswer<ReplyOf<R>>;
      },
    };
  }
}

function answer<Reply>(response: { statusCode: number; headers: NodeJS.Dict<number | string | string[]>; payload: string }): TestAnswer<Reply> {
  return {
    status: response.statusCode,
    headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, value === undefined ? undefined : String(value)])),
    text: response.payload,
    json: () => JSON.parse(response.payload) as Reply,
    problem: () => JSON.parse(response.payload) as ReturnType<TestAnswer<Reply>['problem']>,
  };
}
