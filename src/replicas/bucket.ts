import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Rate } from '../caspio/limiter.js';
import { ask } from './ask.js';
import type { RedisClient } from './redis.js';

/** One bucket of tokens for all replicas. All of it rejects when Redis cannot be asked. */
export interface Bucket {
  /**
   * Takes a token, if need be one that is still to come: the request may go in `waitMs`. Where that is more than `leftMs`
   * nothing is taken and the request may not go.
   */
  take(leftMs: number): Promise<Turn>;
  /** Nobody may go for so long, nor more than one at once right after it. */
  pause(ms: number): Promise<void>;
  /** Whether there is a pause, also for those who had their token before it. */
  isPaused(): Promise<boolean>;
}

export interface Turn {
  readonly waitMs: number;
  readonly comes: boolean;
}

/**
 * The library's own count is one of fixed windows: two windows' worth may go within a moment, where one ends and the next
 * begins; then everyone stands still, and who asks first after it goes first. So the library runs a script that makes a
 * bucket of the same key: the key lives until the bucket is full again. Each token makes it live longer by an interval;
 * beyond the time that fills the whole bucket the token is one to come, and requests have theirs in the order in which
 * they asked, whatever replica they are in. Blocking the key is then a bucket that is empty for so long. Time is Redis'
 * own, so the clocks of the replicas need not agree.
 *
 * Within t seconds at most `burst + t * perSecond` requests go, wherever they come from: with Caspio's rate 2,080 in
 * 300 s. An interval is rounded up to whole milliseconds.
 */
export function createBucket(rate: Rate, redis: RedisClient, key: string): Bucket {
  const intervalMs = Math.ceil(1_000 / rate.perSecond);
  const fillMs = intervalMs * rate.burst;
  const fillSeconds = Math.ceil(fillMs / 1_000);
  const client = { storeClient: redis, useRedisPackage: true };
  const tokens = new RateLimiterRedis({
    ...client,
    keyPrefix: '',
    points: 1,
    duration: fillSeconds,
    // Arguments: tokens, and how many seconds the request can wait. More than one point is a refusal.
    customIncrTtlLuaScript: `
      local owed = math.max(redis.call('pttl', KEYS[1]), 0) + ARGV[1] * ${intervalMs}
      local wait = math.max(owed - ${fillMs}, 0)
      if wait > ARGV[2] * 1000 then return { 2, wait } end
      redis.call('set', KEYS[1], 1, 'PX', owed)
      return { 1, wait }`,
  });
  const pauseKey = `${key}:pause`;
  const pauses = new RateLimiterRedis({ ...client, keyPrefix: '', points: 1, duration: 1 });

  return {
    async take(leftMs) {
      const customDuration = Math.max(1, Math.floor(leftMs / 1_000));
      try {
        const { msBeforeNext } = await ask(redis, () => tokens.consume(key, 1, { customDuration }));
        return { waitMs: msBeforeNext, comes: msBeforeNext <= leftMs };
      } catch (answer) {
        if (answer instanceof RateLimiterRes) return { waitMs: answer.msBeforeNext, comes: false };
        throw answer;
      }
    },
    async pause(ms) {
      const seconds = Math.max(1, Math.ceil(ms / 1_000));
      // First this, so that nobody goes by a token that the other forgets.
      await blockAtLeast(redis, pauses, pauseKey, seconds);
      await blockAtLeast(redis, tokens, key, seconds + fillSeconds);
    },
    isPaused: async () => (await ask(redis, () => pauses.get(pauseKey))) !== null,
  };
}

/** Another replica may have been told to wait for longer. */
async function blockAtLeast(
  redis: RedisClient,
  limiter: InstanceType<typeof RateLimiterRedis>,
  key: string,
  seconds: number,
) {
  const now = await ask(redis, () => limiter.get(key));
  if ((now?.msBeforeNext ?? 0) < seconds * 1_000) await ask(redis, () => limiter.block(key, seconds));
}
