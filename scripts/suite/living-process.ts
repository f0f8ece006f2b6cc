// Processes that an earlier run may have left: a number alone proves nothing, since numbers are given again.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const CHECK_EVERY_MS = 50;

/** Its command line; empty when it does not live (a dead one that nobody has fetched yet has none either). */
export function commandOf(pid: number): string {
  if (process.platform !== 'linux') return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Waits until a process whose command line has the mark is gone; false when it still lives after that time. */
export async function isGone(pid: number, mark: string, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (commandOf(pid).includes(mark)) {
    if (performance.now() > deadline) return false;
    await wait(CHECK_EVERY_MS);
  }
  return true;
}

export function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}
