import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const secrets = { 'demo-admin': 'demo-admin-secret', 'demo-reader': 'demo-reader-secret', 'demo-atlantic': 'demo-atlantic-secret' };
export type DemoClient = keyof typeof secrets;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, never>;
}

export interface Sending {
  readonly as?: DemoClient;
  /** Lines are a text, packed ones bytes, long ones a stream; documents are objects. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long to wait for the answer, in milliseconds. */
  readonly patience?: number;
}

/** The whole suite as `npm start` runs it, on ports and data of its own. Tests speak to the gateway and to nothing else. */
export interface RunningSuite extends AsyncDisposable {
  readonly url: string;
  request(method: string, path: string, options?: Sending): Promise<Answer>;
  /** The process that serves, by the folder of its main file; `postgres` is the database. */
  pidOf(program: string): number;
  /** Waits until /health/ready is 200. */
  ready(): Promise<void>;
  /** Sends SIGTERM and gives the exit code. */
  stop(): Promise<number | null>;
}

export async function startSuite(environment: Readonly<Record<string, string>> = {}): Promise<RunningSuite> {
  const dataDir = await mkdtemp(join(tmpdir(), 'csn-system-'));
  const port = await freePorts(8);
  const output: string[] = [];
  const { TEST_DATABASE_URL: _test, NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = spawn(process.execPath, ['scripts/suite.ts'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited,
      NODE_ENV: 'development',
      DATA_DIR: dataDir,
      GATEWAY_PORT: String(port),
      HOST: '127.0.0.1',
      RATE_LIMIT: '0',
      LOG_LEVEL: 'warn',
      ...environment,
    },
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (output.push(chunk.toString()) > 500 && output.shift()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = `http://127.0.0.1:${port}`;
  const tokens = new Map<DemoClient, string>();

  const suite: RunningSuite = {
    url,
    pidOf: (program) => pidBelow(child, program),
    ready: () => untilReady(url, child, output),
    request: async (method, path, { as = 'demo-admin', body, headers = {}, patience = 20_000 } = {}) => {
      const token = tokens.get(as) ?? (await tokenOf(url, as));
      tokens.set(as, token);
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...bodyOf(body),
        signal: AbortSignal.timeout(patience),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: /json/.test(response.headers.get('content-type') ?? '') && text ? (JSON.parse(text) as Record<string, never>) : {},
      };
    },
    stop: async () => {
      child.kill('SIGTERM');
      return exited;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  await suite.ready();
  return suite;
}

/** Sends, as a careful caller does, until the service behind the address is back and has an answer that stands. */
export async function untilAnswered(send: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await send().catch(() => undefined);
    if (answer && answer.status < 500 && answer.json.code !== 'idempotency-key-in-use') return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('never answered');
}

function bodyOf(body: unknown): Pick<RequestInit, 'body' | 'duplex'> {
  if (body === undefined) return {};
  if (body instanceof ReadableStream) return { body, duplex: 'half' };
  return { body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body) };
}

async function tokenOf(url: string, client: DemoClient): Promise<string> {
  const response = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client}:${secrets[client]}`).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

async function untilReady(url: string, child: ChildProcess, output: readonly string[]): Promise<void> {
  const end = Date.now() + 90_000;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`the suite ended with ${child.exitCode}:\n${output.join('').slice(-4000)}`);
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the suite was not ready in time:\n${output.join('').slice(-4000)}`);
}

/** A descendant of the suite whose command names the program. */
function pidBelow(suite: ChildProcess, program: string): number {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, command]) => ({ pid: Number(pid), parent: Number(parent), command: command ?? '' }));
  const pattern = program === 'postgres' ? /bin\/postgres\b.* -D/ : new RegExp(`services/${program}/src/main\\.ts`);
  const found = processes.find(({ pid, command }) => pattern.test(command) && isBelow(pid));
  if (!found) throw new Error(`no process of ${program}`);
  return found.pid;

  function isBelow(pid: number): boolean {
    for (let current = processes.find((one) => one.pid === pid); current; current = processes.find((one) => one.pid === current?.parent)) {
      if (current.pid === suite.pid) return true;
    }
    return false;
  }
}

/** So many free ports in a row, below the range that the system hands out by itself. */
async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const first = 20_000 + count * Math.floor(Math.random() * 450);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
  throw new Error('no free ports in a row');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
