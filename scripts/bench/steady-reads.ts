// Reads at a steady rate, whoever is slow: what waits is counted from the moment when it was due.
import { setTimeout as wait } from 'node:timers/promises';

const PER_SECOND = 20;

export interface SteadyReads {
  /** The latencies so far, in ms. */
  readonly latencies: readonly number[];
  /** Ends them, when the last is answered. */
  stop(): Promise<void>;
}

/** Asks one address after the other, over and over again. */
export function startReads(addresses: readonly string[], authorization: string): SteadyReads {
  const latencies: number[] = [];
  const asked: Promise<void>[] = [];
  const stopping = new AbortController();
  const asking = run();
  return {
    latencies,
    stop: async () => {
      stopping.abort();
      await asking;
      await Promise.all(asked);
    },
  };

  async function run(): Promise<void> {
    const begun = performance.now();
    for (let count = 0; !stopping.signal.aborted; count += 1) {
      const due = begun + (count * 1000) / PER_SECOND;
      await wait(Math.max(0, due - performance.now()));
      asked.push(read(addresses[count % addresses.length] ?? '', due));
    }
  }

  async function read(address: string, due: number): Promise<void> {
    const answer = await fetch(address, { headers: { authorization } });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    latencies.push(performance.now() - due);
  }
}

export function percentile99(latencies: readonly number[]): number {
  return latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length * 0.99)] ?? Number.NaN;
}
