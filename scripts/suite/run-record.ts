// What a running suite notes in its data folder, so that the next start knows whom it must wait for after a sudden death.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock, LockHeld } from '../lock.mjs';
import { commandOf, isGone, signalIfThere } from './living-process.ts';
import { keep, readKept } from './kept-secret.ts';
import type { Log } from './log.ts';

const ENDING_PATIENCE_MS = 70_000;
const NOTICING_PATIENCE_MS = 1_500;
/** Longer than a service takes to finish its requests, at most 15 s. */
const LEFTOVER_PATIENCE_MS = 17_000;

interface Note {
  ending: boolean;
  programs: Record<string, { pid: number; script: string }>;
}

export class RunRecord {
  readonly #file: string;
  #note: Note = { ending: false, programs: {} };

  private constructor(file: string) {
    this.#file = file;
  }

  /**
   * Only one suite at a time may use a data folder. One that is ending is waited for (its launcher may have been killed a moment ago, so it is
   * given a moment to notice), and so are programs that outlive a killed suite: they finish their requests first.
   */
  static async open(dataDir: string, running: AsyncDisposableStack, log: Log): Promise<RunRecord> {
    const file = join(dataDir, 'running.json');
    let told = false;
    const release = await acquireLock(join(dataDir, 'lock'), (waited, holder, beating) => {
      const ending = readNote(file)?.ending ?? false;
      if (ending && !told) log('info', 'another suite is just ending in this data folder and is waited for', { pid: holder });
      told ||= ending;
      return ending ? waited < ENDING_PATIENCE_MS : waited < NOTICING_PATIENCE_MS || !beating;
    }).catch((error: unknown) => {
      throw error instanceof LockHeld ? new Error(`The data folder ${dataDir} is in use by another suite (process ${error.holder}).`) : error;
    });
    running.defer(() => release());
    await endLeftovers(readNote(file), log);
    const record = new RunRecord(file);
    record.#write();
    running.defer(() => rmSync(file, { force: true }));
    return record;
  }

  noteStart(name: string, pid: number, script: string): void {
    this.#note.programs[name] = { pid, script };
    this.#write();
  }

  noteEnding(): void {
    this.#note.ending = true;
    this.#write();
  }

  #write(): void {
    keep(this.#file, JSON.stringify(this.#note));
  }
}

async function endLeftovers(note: Note | undefined, log: Log): Promise<void> {
  const left = Object.entries(note?.programs ?? {}).filter(([, { pid, script }]) => commandOf(pid).includes(script));
  if (left.length > 0) log('info', 'programs of an earlier run are waited for', { programs: left.map(([name]) => name) });
  await Promise.all(
    left.map(async ([name, { pid, script }]) => {
      if (await isGone(pid, script, LEFTOVER_PATIENCE_MS)) return;
      log('warn', 'a program of an earlier run does not end and is killed', { program: name, pid });
      signalIfThere(pid, 'SIGKILL');
      await isGone(pid, script, LEFTOVER_PATIENCE_MS);
    }),
  );
}

function readNote(file: string): Note | undefined {
  try {
    return JSON.parse(readKept(file) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
