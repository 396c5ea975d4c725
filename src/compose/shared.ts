import { join } from 'node:path';
import { Failure } from '../caspio/failure.js';
import { createLimiter, type Limiter, type Rate } from '../caspio/limiter.js';
import { createMeter, type Meter } from '../caspio/meter.js';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import { onceAMinute } from '../once.js';
import type { RedisClient } from '../replicas/redis.js';
import { type Counter, createFileCounter, createMemoryCounter } from '../usage/counter.js';

/** What all who use an account have in common: in this process, below --data-dir, or in Redis for replicas. */
export interface Shared {
  readonly redis: RedisClient | undefined;
  /** Throws when the folder cannot be made. `key` may stand in a file name. */
  counterOf(key: string): Counter;
  meterOf(key: string): Meter;
  /** One for each host, whoever asks. */
  limiterOf(origin: string, rate: Rate): Limiter;
  close(): Promise<void>;
}

/** A problem where Redis cannot be reached. */
export async function share(
  { store, dataDir }: Pick<Config, 'store' | 'dataDir'>,
  log: Log,
): Promise<Shared | { readonly problem: string }> {
  const limiters = new Map<string, Limiter>();
  const replicas = store === undefined ? undefined : await import('../replicas/index.js');
  const onFault = onceAMinute((err: unknown) => log.warn({ err }, 'redis'));
  let redis: RedisClient | undefined;
  try {
    redis = replicas && store !== undefined ? await replicas.connectRedis(store, onFault) : undefined;
  } catch (error) {
    return { problem: error instanceof Failure ? error.sentence : 'Redis cannot be used.' };
  }
  return {
    redis,
    counterOf(key) {
      if (redis && replicas) return replicas.createRedisCounter(redis, `caspio-mcp:usage:${key}`);
      return dataDir === undefined ? createMemoryCounter() : createFileCounter(join(dataDir, 'usage', key));
    },
    meterOf(key) {
      const local = createMeter();
      return redis && replicas ? replicas.createRedisMeter(redis, `caspio-mcp:meter:${key}`, local) : local;
    },
    limiterOf(origin, rate) {
      const known = limiters.get(origin);
      if (known) return known;
      const local = createLimiter(rate);
      const key = `caspio-mcp:rate:${new URL(origin).host}`;
      const limiter =
        redis && replicas ? replicas.createSharedLimiter(local, rate, redis, key, onFault) : local;
      limiters.set(origin, limiter);
      return limiter;
    },
    async close() {
      await redis?.close().catch(() => undefined);
    },
  };
}
