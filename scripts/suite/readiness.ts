// When the gateway says that all behind it answers.
import { setTimeout as wait } from 'node:timers/promises';

/** Ends when the address answers 200, or never: then by the signal. */
export async function untilReady(address: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(3_000)]);
    const answer = await fetch(address, { signal: limit }).catch(() => undefined);
    await answer?.body?.cancel().catch(() => undefined);
    if (answer?.status === 200) return;
    await wait(250, undefined, { signal });
  }
}
