import { addressOf } from '@csn/service-kit';
import {
  type AnyRoute,
  catalog,
  isTable,
  lineExamplesOf,
  type Operation,
  operations as everyOperation,
  problems,
  scopes,
  tableMember,
  type Text,
} from '@csn/contracts';
import { parse } from 'csv-parse/sync';
import type { TestAnswer, TestService } from './test-service.ts';
import { signToken } from './tokens.ts';

/**
 * Walks over all operations that the contracts name for a service: their texts in both languages, and what they refuse
 * to every caller alike. Gives the faults as sentences, so that a test shows all of them at once.
 */
export async function findContractFaults<Tables>(service: TestService<Tables>): Promise<string[]> {
  return collect(service, async (operation) => [...textFaults(operation), ...(await refusalFaults(service, operation))]);
}

/**
 * Runs the example of every operation on the data that the service has loaded, reads first: the documents promise that
 * each works as it stands.
 */
export async function findExampleFaults<Tables>(service: TestService<Tables>): Promise<string[]> {
  await service.options.feed.catchUp(); // what was loaded is in the feed
  const reads = await collect(service, (operation) => (operation.route.method === 'GET' ? readFaults(service, operation.route) : []));
  const writes = await collect(service, (operation) => (operation.route.method === 'GET' ? [] : writeFaults(service, operation.route)));
  return [...reads, ...writes, ...(await collect(service, ({ route }) => (route.path.endsWith('/changes/verification') ? chainFaults(service, route) : [])))];
}

type Faults = readonly (string | false)[];

async function collect<Tables>(service: TestService<Tables>, faultsOf: (operation: Operation) => Faults | Promise<Faults>): Promise<string[]> {
  const { operations } = catalog[service.options.service];
  const found: string[] = [];
  for (const operation of operations) {
    const faults = await faultsOf(operation);
    found.push(...faults.filter((fault) => fault !== false).map((fault) => `${operation.operationId}: ${fault}`));
  }
  return operations.length ? found : ['the catalogue has no operation of this service'];
}

function textFaults({ operationId, route }: Operation): Faults {
  const { params, query, body, example } = route;
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return [
    !inBothLanguages(route.summary) && 'its summary is not in both languages',
    route.description !== undefined && !inBothLanguages(route.description) && 'its description is not in both languages',
    everyOperation.filter((other) => other.operationId === operationId).length > 1 && 'another operation has the same name',
    route.method === 'GET' && !route.scope.endsWith(':read') && `it reads with ${route.scope}`,
    inPath.join() !== Object.keys(params?.shape ?? {}).join() && `its path names ${inPath.join()}`,
    ...route.problems.map((code) => !Object.hasOwn(problems, code) && `the problem ${code} does not exist`),
    ...(
      [
        ['params', params],
        ['query', query],
        ['body', body],
      ] as const
    )
      .map(([part, schema]) => {
        const given = example[part] ?? (part === 'body' ? undefined : {});
        return schema && !schema.safeParse(given).success && `the ${part} of its example does not fit`;
      })
      .map((fault) => fault || false),
  ];
}

function inBothLanguages({ en, fr }: Text): boolean {
  return en.trim() !== '' && fr.trim() !== '' && en !== fr;
}

async function refusalFaults<Tables>(service: TestService<Tables>, { route }: Operation): Promise<Faults> {
  const request = exampleRequest(route, { 'accept-language': 'fr' });
  const otherScopes = Object.keys(scopes).filter((scope) => scope !== route.scope);
  const withoutScope = await signToken({ sub: 'walker', client_id: 'walker', scope: otherScopes.join(' '), region: 'national' });
  const unknown = `${request.url}${request.url.includes('?') ? '&' : '?'}unknown-parameter=1`;

  const anonymous = await service.with(undefined).send(request);
  if (anonymous.status === 404 || anonymous.status === 405) return ['no handler answers it'];
  const closed = await service.with(`Bearer ${withoutScope}`).send(request);
  const misspelt = await service.as('demo-admin').send({ ...request, url: unknown });

  return [
    ...problemFaults('without a token', anonymous, 401, 'authentication-required'),
    !/^Bearer\b/.test(anonymous.headers['www-authenticate'] ?? '') && 'its 401 has no WWW-Authenticate',
    ...problemFaults(`without ${route.scope}`, closed, 403, 'insufficient-scope'),
    ...problemFaults('with an unknown parameter', misspelt, 400, 'invalid-request'),
    misspelt.status === 400 &&
      !misspelt.problem().errors?.some((fault) => fault.in === 'query' && fault.pointer === '/unknown-parameter') &&
      'its 400 does not point at the unknown parameter',
  ];
}

function problemFaults(when: string, answer: TestAnswer<unknown>, status: number, code: string): Faults {
  if (answer.status !== status) return [`${when} it answers ${summary(answer)}`];
  const problem = answer.problem();
  return [
    problem.code !== code && `${when} the code is ${problem.code}`,
    !/^application\/problem\+json\b/.test(answer.headers['content-type'] ?? '') && `${when} it answers ${answer.headers['content-type']}`,
    answer.headers['content-language'] !== 'fr' && `${when} it does not answer in French`,
    problem.requestId !== answer.headers['x-request-id'] && `${when} the request id is not that of the header`,
  ];
}

async function readFaults<Tables>(service: TestService<Tables>, route: AnyRoute): Promise<Faults> {
  const admin = service.as('demo-admin');
  const get = (headers: Readonly<Record<string, string>>) => admin.send(exampleRequest(route, headers));
  const english = await get({ 'accept-language': 'en' });
  if (english.status !== route.reply.status) return [`its example answers ${summary(english)}`];

  const french = await get({ 'accept-language': 'fr-CA, en;q=0.5' });
  const tag = english.headers.etag ?? '';
  const again = await get({ 'accept-language': 'en', 'if-none-match': tag });
  const others = Object.entries(otherFormats).filter(([, offers]) => offers(route));
  return [
    ...answerFaults(route, english, 'en'),
    french.headers['content-language'] !== 'fr' && 'it does not answer in French',
    !/^"[^"]+"$/.test(tag) && `its ETag is ${tag || 'missing'}`,
    !(again.status === 304 && again.text === '' && again.headers.etag === tag) && `with If-None-Match it answers ${again.status}`,
    ...(await Promise.all(others.map(async ([type]) => formatFault(type, await get({ accept: type }), isEmptyList(english))))),
    others.every(([type]) => type !== 'text/csv') &&
      (await get({ accept: 'text/csv' })).status !== 406 &&
      'it offers no CSV and does not answer 406 to who wants it',
  ];
}

const otherFormats: Readonly<Record<string, (route: AnyRoute) => boolean>> = {
  'text/csv': (route) => isTable(route.reply.body),
  'application/geo+json': (route) => route.formats?.geojson !== undefined,
  'text/html': (route) => route.formats?.pages === true,
  'text/markdown': (route) => route.formats?.pages === true,
};

function isEmptyList(answer: TestAnswer<unknown>): boolean {
  const body = JSON.parse(answer.text) as Readonly<Record<string, unknown[]>>;
  const member = tableMember(body);
  return member !== undefined && body[member]?.length === 0;
}

function formatFault(type: string, answer: TestAnswer<unknown>, mayBeEmpty: boolean): string | false {
  if (answer.status !== 200 || !answer.headers['content-type']?.startsWith(type)) return `as ${type} it answers ${summary(answer)}`;
  try {
    // Both readers throw where the text is not what it says: a row of another length, a broken document.
    if (type === 'text/csv') parse(answer.text);
    if (type === 'application/geo+json') JSON.parse(answer.text);
    return !mayBeEmpty && answer.text.trim() === '' && `as ${type} it is empty`;
  } catch (error) {
    return `as ${type} it cannot be read: ${String(error)}`;
  }
}

/** Runs the example of a write in each form in which the documents show it. */
async function writeFaults<Tables>(service: TestService<Tables>, route: AnyRoute): Promise<Faults> {
  const faults: (string | false)[] = [];
  for (const form of formsOf(route)) {
    const found = await writeFaultsAs(service, route, form);
    faults.push(...found.map((fault) => fault && `as ${form} ${fault}`));
  }
  return faults;
}

async function writeFaultsAs<Tables>(service: TestService<Tables>, route: AnyRoute, form: Form): Promise<Faults> {
  const admin = service.as('demo-admin');
  const headers = {
    'accept-language': 'en',
    ...(route.ifMatch && { 'if-match': await presentTag(service, route) }),
    ...(route.method === 'POST' && { 'idempotency-key': `walk ${route.path} as ${form}` }),
  };
  const first = await admin.send(exampleRequest(route, headers, form));
  if (first.status !== route.reply.status && first.status !== route.reply.orStatus) return [`its example answers ${summary(first)}`];
  const faults = answerFaults(route, first, 'en');
  if (route.method !== 'POST') return faults;

  const repeated = await admin.send(exampleRequest(route, headers, form));
  return [
    ...faults,
    first.headers['idempotent-replayed'] !== undefined && 'its first answer says that it is a replay',
    repeated.headers['idempotent-replayed'] !== 'true' && 'its repeat does not say that it is a replay',
    !(repeated.status === first.status && repeated.text === first.text) && `its repeat answers other bytes: ${summary(repeated)}`,
  ];
}

/** The ETag that a caller would have read at the same address; `*` where nothing can be read there. */
async function presentTag<Tables>(service: TestService<Tables>, route: AnyRoute): Promise<string> {
  const reader = everyOperation.find((other) => other.route.method === 'GET' && other.route.path === route.path);
  if (!reader) return '*';
  const { headers } = await service
    .as('demo-admin')
    .send({ method: 'GET', url: addressOf(reader.route, { params: route.example.params }), headers: { 'accept-language': 'en' } });
  return headers.etag ?? '*';
}

function answerFaults(route: AnyRoute, answer: TestAnswer<unknown>, language: string): Faults {
  const checked = route.reply.body.safeParse(answer.json());
  return [
    !checked.success && `its answer does not fit its schema: ${checked.error.issues.map((issue) => `/${issue.path.join('/')} ${issue.code}`).join(', ')}`,
    answer.headers['content-language'] !== language && `its Content-Language is ${answer.headers['content-language']}`,
    !/accept-language/i.test(answer.headers.vary ?? '') && 'its Vary does not name Accept-Language',
  ];
}

async function chainFaults<Tables>(service: TestService<Tables>, route: AnyRoute): Promise<Faults> {
  const { text } = await service.as('demo-admin').send({ method: 'GET', url: route.path });
  const { valid } = JSON.parse(text) as { valid?: boolean };
  return [valid !== true && `after all writes the change feed does not verify: ${text}`];
}

type Form = 'application/json' | keyof ReturnType<typeof lineExamplesOf>;

function formsOf({ body, lines }: AnyRoute): Form[] {
  return [...(body || !lines ? ['application/json' as const] : []), ...(lines ? ['text/csv' as const, 'application/x-ndjson' as const] : [])];
}

function exampleRequest(
  route: AnyRoute,
  headers: Readonly<Record<string, string>>,
  form = formsOf(route)[0]!,
): { method: string; url: string; headers: Readonly<Record<string, string>>; body?: string } {
  const { example, lines } = route;
  const isOfLines = form !== 'application/json';
  const document = example.body === undefined ? undefined : JSON.stringify(example.body);
  const body = isOfLines ? lines && lineExamplesOf(lines)[form] : document;
  return {
    method: route.method,
    url: addressOf(route, { ...example, query: { ...example.query, ...(isOfLines && lines?.example.query) } }),
    headers: { ...(body !== undefined && { 'content-type': form }), ...headers },
    ...(body !== undefined && { body }),
  };
}

function summary(answer: TestAnswer<unknown>): string {
  return `${answer.status} ${answer.text.slice(0, 300)}`;
}
