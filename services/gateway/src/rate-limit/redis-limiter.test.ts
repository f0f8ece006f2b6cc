import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { quietLog } from '@csn/testing';
import { expect, test } from '@jest/globals';
import type { RateLimiter } from './limiter.ts';
import { createRedisLimiter } from './redis-limiter.ts';

// Redis is for those who run several gateways: where it is not installed there is nothing to test it with.
const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

async function startRedis(): Promise<AsyncDisposable & { readonly url: string; readonly server: ChildProcess }> {
  const port = await freePort();
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']);
  let written = '';
  while (!written.includes('Ready to accept connections')) written += String(((await once(server.stdout, 'data')) as [Buffer])[0]);
  return {
    url: `redis://127.0.0.1:${port}`,
    server,
    async [Symbol.asyncDispose]() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

test('a gateway whose Redis is not there from the start counts alone', async () => {
  await using limiter = closing(await createRedisLimiter(1, 'redis://127.0.0.1:9', quietLog));

  expect(await limiter.take('a')).toMatchObject({ allowed: true, remaining: 0 });
  expect(await limiter.take('a')).toMatchObject({ allowed: false });
});

if (hasRedis) {
  test('two gateways count together, and of many requests at once exactly the limit passes', async () => {
    await using redis = await startRedis();
    await using one = closing(await createRedisLimiter(20, redis.url, quietLog));
    await using other = closing(await createRedisLimiter(20, redis.url, quietLog));

    const decisions = await Promise.all(Array.from({ length: 50 }, async (_, index) => (index % 2 ? one : other).take('client:a')));
    const another = await one.take('client:b');

    const remaining = decisions.filter(({ allowed }) => allowed).map((decision) => decision.remaining);
    expect(remaining.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(decisions.every(({ resetsIn }) => resetsIn > 50_000 && resetsIn <= 60_000)).toBe(true);
    expect(another).toMatchObject({ allowed: true, remaining: 19 });
  });

  test('while Redis is away the gateway counts alone', async () => {
    await using redis = await startRedis();
    await using limiter = closing(await createRedisLimiter(2, redis.url, quietLog));
    expect(await limiter.take('a')).toMatchObject({ allowed: true, remaining: 1 });

    redis.server.kill('SIGKILL');
    await once(redis.server, 'exit');
    const alone = [await limiter.take('a'), await limiter.take('a'), await limiter.take('a')];

    expect(alone).toMatchObject([{ allowed: true, remaining: 1 }, { allowed: true, remaining: 0 }, { allowed: false }]);
  });
}

function closing(limiter: RateLimiter): RateLimiter & AsyncDisposable {
  return { ...limiter, [Symbol.asyncDispose]: () => limiter.close() };
}
