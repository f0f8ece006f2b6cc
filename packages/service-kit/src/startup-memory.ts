import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const settledAfter = 2000;

/**
 * Gives back, once, the memory that only the start needed: reading code and loading data grows the room for young
 * objects to tens of megabytes, and an idle process would keep it. Under load it grows again, so nothing is slower.
 */
export function giveBackStartupMemory(): void {
  const timer = setTimeout(() => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;
    // The flags are part of the compiled code's key: they must be at the end of the process what they were at its start.
    setFlagsFromString('--no-expose-gc');
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }, settledAfter);
  timer.unref();
}
