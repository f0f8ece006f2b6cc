// How long a program that died waits before it is started again.
export const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;
const PROVEN_MS = 30_000;

/** Doubles while a program keeps dying, so that a broken one does not eat the machine; one that had lived well starts from the shortest again. */
export function nextDelay(previousMs: number | undefined, livedMs: number): number {
  if (previousMs === undefined || livedMs >= PROVEN_MS) return FIRST_DELAY_MS;
  return Math.min(previousMs * 2, LONGEST_DELAY_MS);
}
