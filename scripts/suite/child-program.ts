// A program of the suite as a child process: started again when it dies, ended politely when the suite ends.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from './log.ts';
import { nextDelay } from './restart-delay.ts';

const PATIENCE_MS = 20_000;

export interface ProgramSettings {
  name: string;
  script: string;
  environment: NodeJS.ProcessEnv;
  log: Log;
  /** Told of each process that is started, so that a later start can recognize what this one may leave behind. */
  onStart: (pid: number) => void;
}

export class ChildProgram {
  readonly #settings: ProgramSettings;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  #delay: number | undefined;

  constructor(settings: ProgramSettings) {
    this.#settings = settings;
    this.#start();
  }

  #start(): void {
    const { script, environment, onStart } = this.#settings;
    const began = performance.now();
    // A group of its own: the terminal's Ctrl-C reaches the suite alone, which then ends the programs in their order. Standard output is handed
    // down and not copied: log lines survive the suite, and a slow reader of them holds up the writer only. By the channel the program
    // notices when the suite is gone.
    const child = spawn(process.execPath, [script], { env: environment, detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child = child;
    if (child.pid) onStart(child.pid);
    child.once('error', (error) => this.#ended(began, { error: error.message }));
    child.once('exit', (code, signal) => this.#ended(began, { code, signal }));
  }

  #ended(began: number, how: Record<string, unknown>): void {
    this.#child = undefined;
    if (this.#stopping.signal.aborted) return;
    this.#delay = nextDelay(this.#delay, performance.now() - began);
    this.#settings.log('warn', 'a program ended and is started again', { program: this.#settings.name, ...how, afterMs: this.#delay });
    wait(this.#delay, undefined, { signal: this.#stopping.signal }).then(
      () => this.#start(),
      () => undefined,
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (!child?.pid) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const patience = new AbortController();
    const late = wait(PATIENCE_MS, 'late' as const, { signal: patience.signal }).catch(() => undefined);
    if ((await Promise.race([ended, late])) === 'late') {
      this.#settings.log('error', 'a program did not end and is killed', { program: this.#settings.name });
      process.kill(-child.pid, 'SIGKILL');
      await ended;
    }
    patience.abort();
    this.#settings.log('debug', 'a program has ended', { program: this.#settings.name });
  }
}
