import { Failure } from '../caspio/failure.js';
import type { Counter } from '../usage/counter.js';
import type { Period } from '../usage/period.js';
import { ask } from './ask.js';
import type { RedisClient } from './redis.js';

const DAY_SECONDS = 86_400;
/** Long after anyone asks for them: clocks and time zones may be set back. */
const KEPT_SECONDS = { hour: 3 * DAY_SECONDS, day: 35 * DAY_SECONDS };

/**
 * Counts in Redis what all replicas sent: a number for each hour and day, and one for all time, changed together. With
 * each request Redis tells how many there are with it, so no two requests can both be the last one of a budget.
 */
export function createRedisCounter(redis: RedisClient, prefix: string): Counter {
  const keysOf = (hour: string) => ({
    hour: `${prefix}:hour:${hour}`,
    day: `${prefix}:day:${hour.slice(0, 10)}`,
    total: `${prefix}:total`,
  });

  async function change(hour: string, by: number): Promise<Readonly<Record<Period, number>>> {
    const keys = keysOf(hour);
    const [ofHour, ofDay, total] = await guarded(redis, () =>
      redis
        .multi()
        .incrBy(keys.hour, by)
        .incrBy(keys.day, by)
        .incrBy(keys.total, by)
        .expire(keys.hour, KEPT_SECONDS.hour)
        .expire(keys.day, KEPT_SECONDS.day)
        .execTyped(),
    );
    return { hour: ofHour, day: ofDay, total };
  }

  return {
    isKept: true,
    isRemote: true,
    count: async (period, hour) => Number(await guarded(redis, () => redis.get(keysOf(hour)[period]))),
    add: async (period, hour) => (await change(hour, 1))[period],
    async takeBack(hour) {
      await change(hour, -1);
    },
  };
}

/** What cannot be counted must not be sent: a budget that forgets is none. */
async function guarded<T>(redis: RedisClient, question: () => Promise<T>): Promise<T> {
  try {
    return await ask(redis, question);
  } catch (error) {
    throw new Failure({
      kind: 'account',
      what: `The count of Caspio calls cannot be kept (${error instanceof Error ? error.message : error}); this request was not sent`,
      next: 'Ask the operator of this server to check the Redis that its replicas share.',
    });
  }
}
