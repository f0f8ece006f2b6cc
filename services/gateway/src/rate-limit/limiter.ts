import { type Decision, SlidingWindow } from './window.ts';

/** Counts requests by caller. */
export interface RateLimiter {
  take(caller: string): Decision | Promise<Decision>;
  close(): Promise<void>;
}

export interface MemoryLimiter extends RateLimiter {
  take(caller: string): Decision;
}

/** More callers in one minute than this gateway can have; beyond it the one that was silent longest is forgotten. */
const mostCallers = 100_000;

/** Counts in this process. `now` is in milliseconds and never goes back. */
export function createMemoryLimiter(limit: number, now: () => number = () => performance.now()): MemoryLimiter {
  // The Map's order is that of the last request, so silent callers stand first.
  const windows = new Map<string, SlidingWindow>();
  return {
    take(caller) {
      const instant = now();
      const window = windows.get(caller) ?? new SlidingWindow(limit);
      windows.delete(caller);
      windows.set(caller, window);
      const decision = window.take(instant);
      forgetSilent(instant);
      return decision;
    },
    close: () => Promise.resolve(),
  };

  function forgetSilent(instant: number): void {
    for (const [caller, window] of windows) {
      if (windows.size <= mostCallers && !window.isEmpty(instant)) return;
      windows.delete(caller);
    }
  }
}
