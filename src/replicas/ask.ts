import type { RedisClient } from './redis.js';

/** Redis stands beside us and answers within a millisecond: after this long it is away. */
const PATIENCE_MS = 1_000;

/** What Redis answers. Rejects at once where there is no connection, and soon where no answer comes. */
export async function ask<T>(redis: RedisClient, question: () => Promise<T>): Promise<T> {
  // The client would keep the question until there is a connection again, and ask it long after its time.
  if (!redis.isReady) throw new Error('no connection to Redis');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer of Redis within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  return Promise.race([question(), late]).finally(() => clearTimeout(timer));
}
