import { describe, expect, test } from '@jest/globals';
import { nextDelay } from './restart-delay.ts';

describe('the delay before a program that died is started again', () => {
  test('begins at 0.2 s, doubles with each death and stays at 10 s', () => {
    const delays: number[] = [];
    for (let deaths = 0; deaths < 9; deaths += 1) delays.push(nextDelay(delays.at(-1), 100));

    expect(delays).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
  });

  test('begins again at 0.2 s after the program had lived for 30 s', () => {
    expect(nextDelay(6400, 29_999)).toBe(10_000);
    expect(nextDelay(6400, 30_000)).toBe(200);
  });
});
