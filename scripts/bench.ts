// `npm run bench`: what gateway, tokens and contracts cost, as ratios to a bare Fastify + pg route that runs the same SQL, measured in one run and
// alternating, since machines are noisy. Also the time of a second start and the memory of idle processes. Misses are printed as misses.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { generatorName, requestsPerSecond, type Target } from './bench/load.ts';
import { createLog } from './suite/log.ts';
import { startEmbeddedPostgres } from './suite/postgres/embedded.ts';

const ROUNDS = 5;
const SECONDS = 4;
const CONNECTIONS = 64;
const PORT = 21_800;
const GATEWAY = `http://127.0.0.1:${PORT}`;
const BARE = `http://127.0.0.1:${PORT + 9}`;
const REGISTRY = `http://127.0.0.1:${PORT + 1}`;

interface Row {
  readonly name: string;
  readonly wanted: number;
  readonly target: Target;
  readonly bare: Target;
}

const root = new URL('..', import.meta.url);
const dataDir = mkdtempSync(join(tmpdir(), 'network-bench-'));
await using running = new AsyncDisposableStack();
running.defer(() => rmSync(dataDir, { recursive: true, force: true }));

const databaseUrl = await startEmbeddedPostgres(
  { dataDir, log: createLog('bench', 'error'), lowestLevel: 'error', signal: new AbortController().signal, portsToAvoid: [] },
  running,
);
const first = await startSuite();
console.log(`first start to ready: ${seconds(first.readyMs)} s`);
await stop(first.process);
const suite = await startSuite();
running.defer(() => stop(suite.process));
verdict('second start to ready, s', suite.readyMs / 1000, 10, 'at most');
await wait(20_000);
for (const [name, megabytes] of idleMemory(suite.process)) verdict(`${name} idle, MB RSS`, megabytes, 120, 'at most');

const bare = spawn(process.execPath, ['scripts/bench/bare.ts'], {
  cwd: root,
  env: { ...process.env, DATABASE_URL: databaseUrl, PORT: String(PORT + 9) },
  stdio: 'inherit',
});
running.defer(() => stop(bare));
await untilAnswers(`${BARE}/sites/SC-3010`);

const authorization = `Bearer ${await token()}`;
const site = '/v1/sites/SC-3010';
const list = '/v1/sites?asOf=2024-02-06';
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
const write: Target = {
  method: 'POST',
  url: `${GATEWAY}/v1/sites`,
  headers: { authorization, 'content-type': 'application/json' },
  withKey: true,
  body: JSON.stringify(newSite),
};
const rows: Row[] = [
  {
    name: '(a) one site through the gateway',
    wanted: 0.45,
    target: { url: GATEWAY + site, headers: { authorization } },
    bare: { url: `${BARE}/sites/SC-3010` },
  },
  {
    name: '(a) one site, the service directly',
    wanted: 0.75,
    target: { url: REGISTRY + site, headers: { authorization } },
    bare: { url: `${BARE}/sites/SC-3010` },
  },
  {
    name: '(b) list of 50 sites through the gateway',
    wanted: 0.65,
    target: { url: GATEWAY + list, headers: { authorization } },
    bare: { url: `${BARE}/sites?asOf=2024-02-06` },
  },
  {
    name: '(c) idempotent, journalled write through the gateway',
    wanted: 0.45,
    target: write,
    bare: { url: `${BARE}/rows`, method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"value":7}' },
  },
];

console.log(`\n${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s each, alternating; ${availableParallelism()} cores; load by ${generatorName}`);
for (const { name, wanted, target, bare: plain } of rows) {
  const ratios: number[] = [];
  // One round each that does not count: code is compiled and connections are opened by it.
  for (const warm of [plain, target]) await requestsPerSecond(warm, { connections: CONNECTIONS, seconds: 2 });
  for (let round = 0; round < ROUNDS; round += 1) {
    const base = await requestsPerSecond(plain, { connections: CONNECTIONS, seconds: SECONDS });
    const ours = await requestsPerSecond(target, { connections: CONNECTIONS, seconds: SECONDS });
    ratios.push(ours / base);
  }
  const sorted = ratios.toSorted((a, b) => a - b);
  verdict(`${name}, of bare (${sorted[0]?.toFixed(2)}–${sorted.at(-1)?.toFixed(2)})`, sorted[Math.floor(sorted.length / 2)] ?? 0, wanted, 'at least');
}

function verdict(what: string, value: number, limit: number, how: 'at least' | 'at most'): void {
  const met = how === 'at least' ? value >= limit : value <= limit;
  console.log(`${met ? 'met ' : 'MISS'}  ${what}: ${value.toFixed(2)} (${how} ${limit})`);
}

async function startSuite(): Promise<{ process: ChildProcess; readyMs: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, ['scripts/suite.ts'], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: 'development',
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      GATEWAY_PORT: String(PORT),
      HOST: '127.0.0.1',
      RATE_LIMIT: '0',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await untilAnswers(`${GATEWAY}/health/ready`);
  return { process: child, readyMs: performance.now() - began };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function untilAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    if (response?.ok) return;
    await wait(50);
  }
  throw new Error(`${url} does not answer`);
}

async function token(): Promise<string> {
  const response = await fetch(`${GATEWAY}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('demo-admin:demo-admin-secret').toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Resident memory of the suite's programs, where the system tells it. */
function idleMemory(parent: ChildProcess): [string, number][] {
  try {
    const children = readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, 'utf8').trim().split(' ');
    return children.flatMap((pid): [string, number][] => {
      const name = /services\/([a-z-]+)\/src\/main\.ts/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1];
      const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return name && kilobytes ? [[name, Number(kilobytes) / 1000]] : [];
    });
  } catch {
    console.log('idle memory: this system does not tell');
    return [];
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
