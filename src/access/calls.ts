import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
} from 'rate-limiter-flexible';
import type { RedisClient } from '../replicas/redis.js';

/** How many calls of tools one connection makes. */
export interface CallRate {
  /** 0 when a call may be made, which is then counted; else the seconds until one may be. */
  take(): Promise<number>;
}

/** Redis stands beside us: after this long it is away. */
const PATIENCE_MS = 1_000;

/**
 * So many in a minute, which begins with a call. With Redis all replicas count together; while it is away each counts for
 * itself.
 */
export function createCallRate(perMinute: number, redis: RedisClient | undefined, key: string): CallRate {
  const window = { points: perMinute, duration: 60, keyPrefix: '' };
  const memory = new RateLimiterMemory(window);
  const limiter = redis
    ? new RLWrapperTimeouts({
        timeoutMs: PATIENCE_MS,
        limiter: new RateLimiterRedis({
          ...window,
          storeClient: redis,
          useRedisPackage: true,
          rejectIfRedisNotReady: true,
          insuranceLimiter: memory,
        }),
      })
    : memory;
  return {
    async take() {
      try {
        await limiter.consume(key);
        return 0;
      } catch (answer) {
        if (!(answer instanceof RateLimiterRes)) throw answer;
        return Math.max(1, Math.ceil(answer.msBeforeNext / 1_000));
      }
    },
  };
}
