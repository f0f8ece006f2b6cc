// The embedded PostgreSQL as a process: started until it answers, started again when it dies, shut down last.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { createLog, type Level, type Log } from '../log.ts';
import { nextDelay } from '../restart-delay.ts';
import { clusterFolder, endLeftoverServer, POSTGRES_ENVIRONMENT } from './cluster.ts';
import type { PostgresHome } from './home.ts';

const START_PATIENCE_MS = 15_000;
const STOP_PATIENCE_MS = 15_000;
const KEPT_LINES = 30;
// A FATAL of PostgreSQL ends one session, not the server.
const LEVELS: Record<string, Level> = { WARNING: 'warn', ERROR: 'error', FATAL: 'warn', PANIC: 'fatal' };
const INVALID_PASSWORD = '28P01';

export interface ServerSettings {
  home: PostgresHome;
  url: string;
  settings: Record<string, string>;
  log: Log;
  lowestLevel: Parameters<typeof createLog>[1];
}

export class PostgresServer {
  readonly #options: ServerSettings;
  readonly #postgresLog: Log;
  readonly #stopping = new AbortController();
  #process: ChildProcess | undefined;
  #lines: string[] = [];
  #restarting: Promise<void> | undefined;

  constructor(options: ServerSettings) {
    this.#options = options;
    this.#postgresLog = createLog('postgres', options.lowestLevel);
  }

  /**
   * Tries for a while: after a kill -9 the processes and the shared memory of the former server need a moment to go. Once it runs it is given all
   * the time it wants, since it may have to replay its log.
   */
  async start(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + START_PATIENCE_MS;
    for (;;) {
      await endLeftoverServer(this.#options.home, this.#options.log);
      signal.throwIfAborted();
      this.#lines = [];
      const server = this.#spawn();
      if (await this.#answers(server, signal)) return this.#watch(server);
      signal.throwIfAborted();
      if (performance.now() > deadline) throw new Error(`PostgreSQL does not start:\n${this.#lines.join('\n')}`);
      this.#options.log('warn', 'PostgreSQL did not start and is tried again');
      await wait(1_000, undefined, { signal });
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#restarting;
    const server = this.#process;
    if (!server || hasEnded(server)) return;
    const ended = once(server, 'exit');
    // A fast shutdown; if that takes too long an immediate one, which the next start repairs from the log.
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
      server.kill(signal);
      const patience = new AbortController();
      const late = wait(STOP_PATIENCE_MS, 'late' as const, { signal: patience.signal }).catch(() => undefined);
      const outcome = await Promise.race([ended, late]);
      patience.abort();
      if (outcome !== 'late') return;
    }
  }

  #spawn(): ChildProcess {
    const { home, settings } = this.#options;
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    // A session of its own: a signal to our group must not end it before the services have finished.
    const server = spawn(home.postgres, ['-D', clusterFolder(home), ...flags], {
      ...home.owner,
      cwd: home.folder,
      env: POSTGRES_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server.on('error', (error) => this.#lines.push(error.message));
    createInterface({ input: server.stderr }).on('line', (line) => this.#tell(line));
    this.#process = server;
    return server;
  }

  #tell(line: string): void {
    this.#lines = [...this.#lines, line].slice(-KEPT_LINES);
    const [, severity = 'LOG', message = line] = /(?:^|\] )([A-Z]+): {2}(.*)$/.exec(line) ?? [];
    this.#postgresLog(LEVELS[severity] ?? 'info', message);
  }

  async #answers(server: ChildProcess, signal: AbortSignal): Promise<boolean> {
    while (!hasEnded(server) && server.pid !== undefined) {
      if (signal.aborted) return false;
      if (await canConnect(this.#options.url)) return true;
      await wait(50);
    }
    return false;
  }

  #watch(server: ChildProcess): void {
    if (hasEnded(server)) this.#restart(performance.now());
    else {
      const began = performance.now();
      server.once('exit', (code, signal) => {
        if (this.#stopping.signal.aborted) return;
        this.#options.log('error', 'PostgreSQL ended and is started again', { code, signal });
        this.#restart(began);
      });
    }
  }

  #restart(began: number): void {
    const { signal } = this.#stopping;
    this.#restarting = (async () => {
      for (let delay = nextDelay(undefined, performance.now() - began); !signal.aborted; delay = nextDelay(delay, 0)) {
        await wait(delay, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
        try {
          return await this.start(signal);
        } catch (error) {
          if (!signal.aborted)
            this.#options.log('error', 'PostgreSQL could not be started again', { reason: Error.isError(error) ? error.message : String(error) });
        }
      }
    })();
  }
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}

async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000, ssl: false });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === INVALID_PASSWORD)
      throw new Error('PostgreSQL does not know the password that is kept in the data folder.', { cause: error });
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
