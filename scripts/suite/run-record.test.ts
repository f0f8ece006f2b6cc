import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunRecord } from './run-record.ts';

const silent = (): void => undefined;

function dataFolder(): string {
  return mkdtempSync(join(tmpdir(), 'run-record-'));
}

/** A process that lives until it is killed; the script's name is on its command line. */
async function givenProcess(script: string): Promise<{ pid: number; ended: Promise<unknown> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); process.stdout.write("up")', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  return { pid: child.pid as number, ended: once(child, 'exit') };
}

describe('two suites in one data folder', () => {
  test('the second is refused while the first runs', async () => {
    const folder = dataFolder();
    await using first = new AsyncDisposableStack();
    await using second = new AsyncDisposableStack();
    await RunRecord.open(folder, first, silent);

    await expect(RunRecord.open(folder, second, silent)).rejects.toThrow(`in use by another suite (process ${process.pid})`);
  });

  test('the second waits for the first when that is just ending', async () => {
    const folder = dataFolder();
    const first = new AsyncDisposableStack();
    const record = await RunRecord.open(folder, first, silent);
    record.noteEnding();
    setTimeout(() => void first.disposeAsync(), 2_500);

    await using second = new AsyncDisposableStack();
    await RunRecord.open(folder, second, silent);

    expect(first.disposed).toBe(true);
  });

  test('a lock whose holder was killed does not hold up the next start', async () => {
    const folder = dataFolder();
    const killed = await givenProcess('suite.ts');
    process.kill(killed.pid, 'SIGKILL');
    await killed.ended;
    writeFileSync(join(folder, 'lock'), String(killed.pid));

    const next = new AsyncDisposableStack();
    await RunRecord.open(folder, next, silent);
    await next.disposeAsync();

    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  test('a lock whose number belongs to some other process by now is taken over, since nobody touches it', async () => {
    const folder = dataFolder();
    writeFileSync(join(folder, 'lock'), '1');

    await using next = new AsyncDisposableStack();
    await expect(RunRecord.open(folder, next, silent)).resolves.toBeInstanceOf(RunRecord);
  });
});

describe('programs that a killed suite left behind', () => {
  test('are waited for until they have ended', async () => {
    const folder = dataFolder();
    const left = await givenProcess('/srv/services/briefing/src/main.ts');
    writeFileSync(
      join(folder, 'running.json'),
      JSON.stringify({ ending: false, programs: { briefing: { pid: left.pid, script: '/srv/services/briefing/src/main.ts' } } }),
    );
    let ended = false;
    void left.ended.then(() => (ended = true));
    setTimeout(() => process.kill(left.pid, 'SIGKILL'), 500);

    await using next = new AsyncDisposableStack();
    await RunRecord.open(folder, next, silent);
    await left.ended;

    expect(ended).toBe(true);
  });

  test('a process that only has the number of one is left alone', async () => {
    const folder = dataFolder();
    const other = await givenProcess('/srv/somebody-else.ts');
    writeFileSync(
      join(folder, 'running.json'),
      JSON.stringify({ ending: false, programs: { briefing: { pid: other.pid, script: '/srv/services/briefing/src/main.ts' } } }),
    );

    await using next = new AsyncDisposableStack();
    await RunRecord.open(folder, next, silent);

    expect(() => process.kill(other.pid, 0)).not.toThrow();
    process.kill(other.pid, 'SIGKILL');
  });
});
