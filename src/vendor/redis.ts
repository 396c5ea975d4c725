/** A bundle of its own, loaded where connections are served: compiling it would be felt at every start. */
export { createClient } from '@redis/client';
export {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
} from 'rate-limiter-flexible';
