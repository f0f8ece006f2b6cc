import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { serviceNames } from '@csn/contracts';
import { nowhere } from './start.ts';

/** The gateway as it runs in earnest: a process of its own. */
export interface GatewayProcess extends AsyncDisposable {
  readonly url: string;
  readonly child: ChildProcess;
  /** The lines of its log so far. */
  log(): Record<string, unknown>[];
  /** Bytes of memory that the process holds, by its own metrics. */
  memory(): Promise<number>;
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export async function startGatewayProcess(environment: Readonly<Record<string, string>> = {}): Promise<GatewayProcess> {
  const urls = Object.fromEntries(serviceNames.map((name) => [`${name.toUpperCase().replaceAll('-', '_')}_URL`, nowhere]));
  const child = spawn(process.execPath, [main], {
    env: {
      ...urls,
      PATH: process.env.PATH,
      PORT: '0',
      OIDC_ISSUER: 'http://127.0.0.1:9',
      OIDC_TOKEN_URL: 'http://127.0.0.1:9/oauth2/token',
      RATE_LIMIT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let written = '';
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
  const log = (): Record<string, unknown>[] =>
    written
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  let port: number | undefined;
  while (port === undefined) {
    const [what] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [unknown];
    if (typeof what === 'number') throw new Error(`the gateway ended with ${what}: ${written}`);
    const listening = log().find(({ msg }) => msg === 'listening');
    if (listening) port = Number(listening.port);
  }
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    child,
    log,
    memory: async () => Number(/^process_resident_memory_bytes\S* (\S+)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
