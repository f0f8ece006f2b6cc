import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SlidingWindow, windowLength } from './window.ts';

test('a full minute takes exactly the limit, and the next is taken when the oldest is a minute old', () => {
  const window = new SlidingWindow(3);

  expect([0, 10, 20].map((now) => window.take(now))).toEqual([
    { allowed: true, remaining: 2, resetsIn: 60_000 },
    { allowed: true, remaining: 1, resetsIn: 59_990 },
    { allowed: true, remaining: 0, resetsIn: 59_980 },
  ]);
  expect(window.take(59_999)).toEqual({ allowed: false, remaining: 0, resetsIn: 1 });
  expect(window.take(60_000)).toEqual({ allowed: true, remaining: 0, resetsIn: 10 });
  expect(window.take(60_000)).toEqual({ allowed: false, remaining: 0, resetsIn: 10 });
});

test('refused requests do not count: who hammers at the door gets in as soon as who waits', () => {
  const window = new SlidingWindow(1);
  window.take(0);

  for (let now = 1; now < 60_000; now += 1000) expect(window.take(now).allowed).toBe(false);

  expect(window.take(60_000).allowed).toBe(true);
});

test('for any limit and any pace: never more than the limit in a minute, and none refused below it', () => {
  const paces = fc.array(fc.nat(windowLength / 4), { maxLength: 300 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), paces, (limit, gaps) => {
      const window = new SlidingWindow(limit);
      const taken: number[] = [];
      let now = 0;
      for (const gap of gaps) {
        now += gap;
        const inLastMinute = taken.filter((instant) => instant > now - windowLength);
        const decision = window.take(now);
        expect(decision.allowed).toBe(inLastMinute.length < limit);
        if (decision.allowed) taken.push(now);
        const counted = inLastMinute.length + (decision.allowed ? 1 : 0);
        expect(decision.remaining).toBe(limit - counted);
        expect(decision.resetsIn).toBe((inLastMinute[0] ?? now) + windowLength - now);
      }
    }),
  );
});
