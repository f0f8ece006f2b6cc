// The suite as users start it, on a database of its own, and the bare service that it is measured against.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createLog } from '../suite/log.ts';
import { startEmbeddedPostgres } from '../suite/postgres/embedded.ts';
import type { Figure } from './figure.ts';

const PORT = 21_800;
const root = new URL('../..', import.meta.url);

export interface RunningSuite {
  readonly gateway: string;
  readonly registry: string;
  readonly volumes: string;
  readonly bare: string;
  readonly databaseUrl: string;
  readonly authorization: string;
  readonly processId: number;
  readonly startFigures: readonly Figure[];
}

/** Starts twice, since what counts is the second start; what is started ends with `running`. */
export async function startSuite(running: AsyncDisposableStack): Promise<RunningSuite> {
  const dataDir = mkdtempSync(join(tmpdir(), 'network-bench-'));
  running.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const databaseUrl = await startEmbeddedPostgres(
    { dataDir, log: createLog('bench', 'error'), lowestLevel: 'error', signal: new AbortController().signal, portsToAvoid: [] },
    running,
  );
  const address = (place: number): string => `http://127.0.0.1:${PORT + place}`;
  const gateway = address(0);
  const environment = { ...process.env, DATA_DIR: dataDir, NODE_ENV: 'development', GATEWAY_PORT: String(PORT), HOST: '127.0.0.1', RATE_LIMIT: '0' };

  const first = await start('scripts/suite.ts', { ...environment, DATABASE_URL: databaseUrl }, `${gateway}/health/ready`);
  await stop(first.process);
  const second = await start('scripts/suite.ts', { ...environment, DATABASE_URL: databaseUrl }, `${gateway}/health/ready`);
  running.defer(() => stop(second.process));
  const bare = await start('scripts/bench/bare.ts', { ...process.env, DATABASE_URL: databaseUrl, PORT: String(PORT + 9) }, `${address(9)}/sites/SC-3010`);
  running.defer(() => stop(bare.process));
  return {
    gateway,
    registry: address(1),
    volumes: address(2),
    bare: address(9),
    databaseUrl,
    authorization: `Bearer ${await token(gateway)}`,
    processId: second.process.pid ?? 0,
    startFigures: [
      { name: 'first start to ready, s', value: first.readyMs / 1000 },
      { name: 'second start to ready, s', value: second.readyMs / 1000, limit: 10, how: 'at most' },
    ],
  };
}

/** Starts a program and waits until an address of it answers. */
export async function start(program: string, env: NodeJS.ProcessEnv, address: string): Promise<{ process: ChildProcess; readyMs: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, [program], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    const response = await fetch(address, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return { process: child, readyMs: performance.now() - began };
    await wait(50);
  }
  throw new Error(`${address} does not answer`);
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function token(gateway: string): Promise<string> {
  const response = await fetch(`${gateway}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('demo-admin:demo-admin-secret').toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Resident memory of the suite's programs in MB, by service, where the system tells it. */
export function residentMemory(parent: number): ReadonlyMap<string, number> {
  try {
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
    return new Map(
      children.flatMap((pid): [string, number][] => {
        const name = /services\/([a-z-]+)\/src\/main\.ts/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1];
        const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return name && kilobytes ? [[name, Number(kilobytes) / 1000]] : [];
      }),
    );
  } catch {
    console.log('memory: this system does not tell');
    return new Map();
  }
}
