/** What needs Redis, so that it is loaded with it. */
export { createRedisCounter } from './counter.js';
export { createRedisMeter } from './meter.js';
export { createSharedLimiter } from './rate.js';
export { connectRedis } from './redis.js';
