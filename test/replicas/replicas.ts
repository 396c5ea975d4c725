import { connectRedis, type RedisClient } from '../../src/replicas/redis.js';
import { startRedis } from '../support/redis.js';

/** A Redis, and the clients of so many replicas. */
export async function startReplicas(count: number) {
  const redis = await startRedis();
  const clients: RedisClient[] = [];
  for (let n = 0; n < count; n += 1) clients.push(await connectRedis(redis.url));
  return {
    clients,
    url: redis.url,
    stopRedis: redis.close,
    async close() {
      for (const client of clients) client.destroy();
      await redis.close();
    },
  };
}

export type Replicas = Awaited<ReturnType<typeof startReplicas>>;
