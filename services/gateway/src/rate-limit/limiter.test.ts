import { expect, test } from '@jest/globals';
import { createMemoryLimiter } from './limiter.ts';

test('each caller has its own count', () => {
  const limiter = createMemoryLimiter(1, () => 0);

  expect(limiter.take('a')).toMatchObject({ allowed: true });
  expect(limiter.take('b')).toMatchObject({ allowed: true });
  expect(limiter.take('a')).toMatchObject({ allowed: false });
});

test('a hundred thousand callers that come once take no place from one that is still there', () => {
  let now = 0;
  const limiter = createMemoryLimiter(2, () => now);
  limiter.take('regular');

  for (let index = 0; index < 99_000; index += 1) limiter.take(`once ${index}`);
  now = 30_000;

  expect(limiter.take('regular')).toMatchObject({ allowed: true, remaining: 0 });
  expect(limiter.take('regular')).toMatchObject({ allowed: false });
  now = 90_001;
  expect(limiter.take('regular')).toMatchObject({ allowed: true, remaining: 1 });
});
