import { type Logger, randomHex } from '@csn/service-kit';
import { Redis } from 'ioredis';
import { createMemoryLimiter, type RateLimiter } from './limiter.ts';
import { type Decision, windowLength } from './window.ts';

/**
 * The sliding window as a sorted set of instants, decided in one step by Redis' own clock, so that gateways whose
 * clocks differ count alike. Gives whether it was allowed, what remains, and the milliseconds until there is one more.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit, window = tonumber(ARGV[1]), ARGV[2] * 1000
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, now - window)
local count = redis.call('ZCARD', KEYS[1])
local allowed = 0
if count < limit then
  redis.call('ZADD', KEYS[1], now, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  count = count + 1
  allowed = 1
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return { allowed, limit - count, math.ceil((oldest[2] + window - now) / 1000) }
`;

/** Milliseconds where not said otherwise: a caller never waits long for its count, nor our end for a Redis that is gone. */
const patience = { lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 250, connectTimeout: 1000, disconnectTimeout: 100 };

/** Several gateways count together. While Redis is away each counts alone: a cache that fails must not stop the callers. */
export async function createRedisLimiter(limit: number, url: string, log: Logger): Promise<RateLimiter> {
  const redis = new Redis(url, patience);
  const alone = createMemoryLimiter(limit);
  let together = true;
  // Each failed command is seen below; without a listener ioredis writes to the console.
  redis.on('error', () => undefined);
  await redis.connect().catch(() => undefined);

  return {
    async take(caller) {
      try {
        const decision = decisionOf(await redis.eval(script, 1, `rate-limit:${caller}`, limit, windowLength, randomHex(16)));
        if (!together) log.info('the rate limit is counted in Redis again');
        together = true;
        return decision;
      } catch (error) {
        if (together) log.warn({ err: error }, 'the rate limit is counted in this process alone: Redis does not answer');
        together = false;
        return alone.take(caller);
      }
    },
    close: async () => void redis.disconnect(),
  };
}

function decisionOf(answer: unknown): Decision {
  if (!Array.isArray(answer)) throw new TypeError('Redis did not answer with a decision');
  const [allowed, remaining, resetsIn] = answer.map(Number);
  return { allowed: allowed === 1, remaining: remaining ?? 0, resetsIn: resetsIn ?? windowLength };
}
