// How much a program of the suite grows while something is done to it.
import { setTimeout as wait } from 'node:timers/promises';
import { residentMemory, type RunningSuite } from './running-suite.ts';

/** By how many MB the service grows at most; undefined where the system does not tell. */
export function watchMemory({ processId }: RunningSuite, service: string): { stop(): Promise<number | undefined> } {
  const present = (): number | undefined => residentMemory(processId).get(service);
  const before = present();
  let most = before ?? 0;
  const stopping = new AbortController();
  const watching = watch();
  return {
    stop: async () => {
      stopping.abort();
      await watching;
      return before === undefined ? undefined : most - before;
    },
  };

  async function watch(): Promise<void> {
    while (before !== undefined && !stopping.signal.aborted) {
      most = Math.max(most, present() ?? 0);
      await wait(100);
    }
  }
}
