// Load on one address: by wrk where it is installed, since a generator in JavaScript takes so much of two cores that it hides the differences.
import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import autocannon from 'autocannon';

export interface Target {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Each UNIQUE in it becomes another code with every request. */
  readonly body?: string;
  /** A new Idempotency-Key for each request. */
  readonly withKey?: boolean;
}

const hasWrk = isInstalled('wrk');
export const generatorName = hasWrk ? 'wrk' : 'autocannon';

/** Requests a second that were answered with 2xx. An answer of another kind would measure nothing. */
export async function requestsPerSecond(target: Target, load: { connections: number; seconds: number }): Promise<number> {
  return hasWrk ? withWrk(target, load) : withAutocannon(target, load);
}

async function withWrk(target: Target, load: { connections: number; seconds: number }): Promise<number> {
  const headers = Object.entries(target.headers ?? {}).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const script = target.method === 'POST' ? ['-s', fileURLToPath(new URL('post.lua', import.meta.url))] : [];
  const args = ['-t1', `-c${load.connections}`, `-d${load.seconds}s`, ...headers, ...script, target.url];
  const { stdout } = await promisify(execFile)('wrk', args, { env: { ...process.env, BENCH_BODY: target.body ?? '', BENCH_KEY: target.withKey ? 'yes' : '' } });
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1];
  if (refused) throw new Error(`${target.url}: ${refused} answers were refusals`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}

async function withAutocannon(target: Target, load: { connections: number; seconds: number }): Promise<number> {
  let count = 0;
  const result = await autocannon({
    url: target.url,
    connections: load.connections,
    duration: load.seconds,
    requests: [
      {
        method: target.method ?? 'GET',
        headers: { ...target.headers },
        ...(target.body !== undefined && { body: target.body }),
        setupRequest: (request) => {
          const code = `B${Date.now().toString(16)}-${(count += 1).toString(16)}`.toUpperCase();
          return {
            ...request,
            headers: { ...request.headers, ...(target.withKey && { 'idempotency-key': code }) },
            ...(target.body !== undefined && { body: target.body.replaceAll('UNIQUE', code) }),
          };
        },
      },
    ],
  });
  if (result.non2xx) throw new Error(`${target.url}: ${result.non2xx} answers were refusals`);
  return result.requests.average;
}

function isInstalled(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    // wrk prints its version and ends with 1.
    return !(Error.isError(error) && 'code' in error && error.code === 'ENOENT');
  }
}
