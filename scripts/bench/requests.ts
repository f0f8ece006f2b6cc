// Requests a second through the layers, as ratios to a bare route of the same SQL, alternating in one run.
import { availableParallelism } from 'node:os';
import type { Figure } from './figure.ts';
import { generatorName, requestsPerSecond, type Target } from './load.ts';
import type { RunningSuite } from './running-suite.ts';

const ROUNDS = 5;
const SECONDS = 4;
const CONNECTIONS = 64;

interface Ratio {
  readonly name: string;
  /** Without it the ratio is told for information. */
  readonly wanted?: number;
  readonly target: Target;
  readonly bare: Target;
}

export async function* readRatios(suite: RunningSuite): AsyncGenerator<Figure> {
  const headers = { authorization: suite.authorization };
  const site = '/v1/sites/SC-3010';
  yield* ratios([
    { name: '(a) one site through the gateway', wanted: 0.45, target: { url: suite.gateway + site, headers }, bare: { url: `${suite.bare}/sites/SC-3010` } },
    { name: '(a) one site, the service directly', wanted: 0.75, target: { url: suite.registry + site, headers }, bare: { url: `${suite.bare}/sites/SC-3010` } },
  ]);
}

export async function* listRatios(suite: RunningSuite): AsyncGenerator<Figure> {
  const headers = { authorization: suite.authorization };
  const list = '/v1/sites?asOf=2024-02-06';
  const bare = { url: `${suite.bare}/sites?asOf=2024-02-06` };
  yield* ratios([
    { name: '(b) list of 50 sites through the gateway', wanted: 0.65, target: { url: suite.gateway + list, headers }, bare },
    { name: 'list of 50 sites, the service directly', target: { url: suite.registry + list, headers }, bare },
  ]);
}

const annotation = {
  measure: 'in-person.clients-served',
  from: '2023-05-01',
  to: '2023-05-02',
  text: { en: 'Bench UNIQUE', fr: 'Banc UNIQUE' },
  source: { document: 'Bench', asOf: '2023-05-02', quality: 'illustrative' },
};
const newSite = {
  siteId: 'UNIQUE',
  kind: 'service-canada-centre',
  name: { en: 'Bench', fr: 'Banc' },
  region: 'ontario',
  province: 'ON',
  address: { city: 'Kingston' },
  location: { lat: 44.23, lon: -76.49 },
  timeZone: 'America/Toronto',
  effectiveOn: '2024-01-01',
};

export async function* writeRatios(suite: RunningSuite): AsyncGenerator<Figure> {
  const json = { 'content-type': 'application/json' };
  const post = (path: string, body: object): Target => ({
    method: 'POST',
    url: suite.gateway + path,
    headers: { authorization: suite.authorization, ...json },
    withKey: true,
    body: JSON.stringify(body),
  });
  const bare = (path: string, body: object): Target => ({ url: suite.bare + path, method: 'POST', headers: json, body: JSON.stringify(body) });
  const written = post('/v1/volumes/annotations', annotation);
  const number = bare('/rows', { value: 7 });
  yield* ratios([
    { name: '(c) idempotent, journalled write through the gateway', wanted: 0.45, target: written, bare: bare('/annotations', annotation) },
    { name: 'the same, of an INSERT of one number', target: written, bare: number },
    { name: 'idempotent, journalled write to a register on two time axes, of an INSERT of one number', target: post('/v1/sites', newSite), bare: number },
  ]);
}

/** Each target against its bare route, in alternating rounds. */
export async function* ratios(rows: readonly Ratio[]): AsyncGenerator<Figure> {
  console.log(`\n${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s each, alternating; ${availableParallelism()} cores; load by ${generatorName}`);
  for (const { name, wanted, target, bare } of rows) {
    // One round each that does not count: code is compiled and connections are opened by it.
    for (const warm of [bare, target]) await requestsPerSecond(warm, { connections: CONNECTIONS, seconds: 2 });
    const seen: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const base = await requestsPerSecond(bare, { connections: CONNECTIONS, seconds: SECONDS });
      const ours = await requestsPerSecond(target, { connections: CONNECTIONS, seconds: SECONDS });
      seen.push(ours / base);
    }
    const sorted = seen.toSorted((a, b) => a - b);
    const range = `${sorted[0]?.toFixed(2)}–${sorted.at(-1)?.toFixed(2)}`;
    yield {
      name: `${name}, of bare (${range})`,
      value: sorted[Math.floor(sorted.length / 2)] ?? 0,
      ...(wanted !== undefined && { limit: wanted, how: 'at least' as const }),
    };
  }
}
