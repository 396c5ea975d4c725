import { setTimeout as sleep } from 'node:timers/promises';
import { type Call, isTimeout } from '../caspio/call.js';
import { noRoom } from '../caspio/errors.js';
import type { Limiter, Rate } from '../caspio/limiter.js';
import { onceAMinute } from '../once.js';
import { createBucket, type Turn } from './bucket.js';
import type { RedisClient } from './redis.js';

/** However long Caspio asks to wait: its window is 300 s. */
const LONGEST_PAUSE_MS = 300_000;
/** Each question to a Redis that hangs costs a call a second. */
const LET_ALONE_MS = 5_000;

const AT_ONCE: Turn = { waitMs: 0, comes: true };

/**
 * The rate of an account for all replicas together. A request has its turn in this process first (so calls take turns,
 * and so many are under way, replica by replica), then it has one among those of all replicas.
 *
 * Without Redis the local limiter goes on alone, and `onFault` hears of it, at most once a minute: then a few replicas
 * may send a few times the rate until Caspio refuses.
 */
export function createSharedLimiter(
  local: Limiter,
  rate: Rate,
  redis: RedisClient,
  key: string,
  onFault: (error: unknown) => void,
): Limiter {
  if (rate.perSecond === Infinity) return local;
  const bucket = createBucket(rate, redis, key);
  const tell = onceAMinute(onFault);
  let awayUntil = Number.NEGATIVE_INFINITY;

  function away(error: unknown): void {
    const now = performance.now();
    awayUntil = now + LET_ALONE_MS;
    tell(error);
  }

  async function orWithout<T>(question: () => Promise<T>, without: T): Promise<T> {
    if (performance.now() < awayUntil) return without;
    return question().catch((error: unknown) => {
      away(error);
      return without;
    });
  }

  /** Rejects with a Failure when the turn cannot come in the call's time, and with the signal's reason. */
  async function turn({ signal, leftMs }: Call): Promise<void> {
    for (;;) {
      const { waitMs, comes } = await orWithout(() => bucket.take(leftMs()), AT_ONCE);
      if (!comes) throw noRoom(secondsOf(waitMs));
      if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw isTimeout(signal.reason) ? noRoom(secondsOf(waitMs)) : signal.reason;
      // A refusal may have come meanwhile, to any of the replicas: then another turn is taken, behind the pause.
      if (waitMs === 0 || !(await orWithout(bucket.isPaused, false))) return;
    }
  }

  return {
    async enter(call) {
      const leave = await local.enter(call);
      try {
        await turn(call);
        return leave;
      } catch (error) {
        leave();
        throw error;
      }
    },
    refused(waitMs) {
      local.refused(waitMs);
      const pauseMs = Math.min(waitMs, LONGEST_PAUSE_MS);
      void orWithout(() => bucket.pause(pauseMs), undefined);
    },
    taken: local.taken,
  };
}

const secondsOf = (ms: number) => Math.max(1, Math.ceil(ms / 1_000));
