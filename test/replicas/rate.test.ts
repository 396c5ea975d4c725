import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call } from '../../src/caspio/call.js';
import { Failure } from '../../src/caspio/failure.js';
import { CASPIO_RATE, createLimiter, type Limiter, type Rate, UNLIMITED } from '../../src/caspio/limiter.js';
import { createSharedLimiter } from '../../src/replicas/rate.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { type Replicas, startReplicas } from './replicas.js';

let replicas: Replicas;
beforeEach(async () => {
  replicas = await startReplicas(3);
});
afterEach(() => replicas.close());

const KEY = 'rate:c1';
/** Holds nobody back, so that what is seen is the shared limit. */
const WIDE: Rate = { perSecond: 10_000, burst: 10_000, inFlight: 1_000 };
const NO_SLOT_LEFT: Rate = { ...WIDE, inFlight: 1 };

const callOf = (seconds = 50, signal = new AbortController().signal): Call => {
  const end = performance.now() + seconds * 1_000;
  return { tool: 'a', signal, leftMs: () => end - performance.now() };
};

/** One limiter for each replica, and what they say of Redis. */
function limitersOf(rate: Rate, local: Rate = WIDE) {
  const faults: unknown[] = [];
  const limiters = replicas.clients.map((client) =>
    createSharedLimiter(createLimiter(local), rate, client, KEY, (error) => faults.push(error)),
  );
  const [first, second, third] = limiters;
  if (!first || !second || !third) throw new Error('three replicas');
  return { limiters, first, second, third, faults };
}

/** The milliseconds from now at which each of so many requests of a replica went. */
async function times(limiter: Limiter, count: number): Promise<number[]> {
  const startedAt = performance.now();
  return Promise.all(
    Array.from({ length: count }, async () => {
      const leave = await limiter.enter(callOf());
      leave();
      return performance.now() - startedAt;
    }),
  );
}

const inOrder = (all: readonly (readonly number[])[]) => all.flat().sort((a, b) => a - b);
const paused = () =>
  vi.waitFor(async () => expect(await replicas.clients[0]?.exists(`${KEY}:pause`)).toBe(1), 5_000);
/** Timers may be a moment early. */
const EARLY_MS = 5;

describe.runIf(hasRedis)('the rate of all replicas', () => {
  it('is that of one: a burst, then one by one', async () => {
    const { limiters } = limitersOf({ perSecond: 50, burst: 10, inFlight: 10 });
    const went = inOrder(await Promise.all(limiters.map((limiter) => times(limiter, 40))));
    expect(went).toHaveLength(120);
    went.forEach((at, index) => {
      expect(at, `request ${index}`).toBeGreaterThanOrEqual((index + 1 - 10) * 20 - EARLY_MS);
    });
  });

  it('has the burst of Caspio, and tells who cannot come in time when to come back', async () => {
    const { limiters } = limitersOf(CASPIO_RATE);
    const startedAt = performance.now();
    const ends = await Promise.allSettled(
      limiters.flatMap((limiter) => Array.from({ length: 60 }, () => limiter.enter(callOf(1.5)))),
    );
    const elapsed = performance.now() - startedAt;
    const went = ends.filter(({ status }) => status === 'fulfilled').length;
    expect(went).toBeGreaterThanOrEqual(100);
    expect(went).toBeLessThanOrEqual(100 + Math.ceil(elapsed / 152));
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    for (const reason of refused) {
      expect(reason).toBeInstanceOf(Failure);
      expect(reason).toMatchObject({ kind: 'account', next: expect.stringMatching(/in \d s/) });
    }
  });

  it('is no limit where there is none', () => {
    const local = createLimiter(UNLIMITED);
    const [client] = replicas.clients;
    expect(client && createSharedLimiter(local, UNLIMITED, client, KEY, () => {})).toBe(local);
  });

  it('is shared in the order in which requests come, whatever replica they come to', async () => {
    const { first, second } = limitersOf({ perSecond: 4, burst: 1, inFlight: 10 });
    const went: string[] = [];
    const enter = async (limiter: Limiter, name: string) => {
      await limiter.enter(callOf());
      went.push(name);
    };
    const all = [];
    for (const name of ['a1', 'b1', 'a2', 'b2']) {
      all.push(enter(name.startsWith('a') ? first : second, name));
      await sleep(50);
    }
    await Promise.all(all);
    expect(went).toEqual(['a1', 'b1', 'a2', 'b2']);
  });
});

describe.runIf(hasRedis)('a request that waits for the others', () => {
  it('leaves its place in the replica when its turn cannot come', async () => {
    const { first, second } = limitersOf({ perSecond: 0.1, burst: 1, inFlight: 10 }, NO_SLOT_LEFT);
    await first.enter(callOf());
    for (let time = 0; time < 2; time += 1)
      await expect(second.enter(callOf(5))).rejects.toMatchObject({
        kind: 'account',
        what: expect.stringContaining('was not sent'),
      });
  });

  it('leaves it when its caller leaves, or the time is over', async () => {
    const { first, second } = limitersOf({ perSecond: 0.1, burst: 1, inFlight: 10 }, NO_SLOT_LEFT);
    await first.enter(callOf());
    const left = new AbortController();
    const cancelled = second.enter(callOf(50, left.signal));
    setTimeout(() => left.abort('left'), 50);
    await expect(cancelled).rejects.toBe('left');
    const over = new AbortController();
    const late = second.enter(callOf(50, over.signal));
    setTimeout(() => over.abort(new DOMException('no end within 50 s', 'TimeoutError')), 50);
    await expect(late).rejects.toMatchObject({ kind: 'account', what: expect.stringContaining('not sent') });
  });
});

describe.runIf(hasRedis)('a refusal for the rate', () => {
  it('holds back the other replicas, and what goes after it goes one by one', async () => {
    const { first, second, third } = limitersOf({ perSecond: 50, burst: 10, inFlight: 10 });
    const startedAt = performance.now();
    first.refused(2_000);
    await paused();
    third.refused(1_000); // does not make the pause shorter
    const cameAfter = performance.now() - startedAt;
    const went = inOrder([await times(second, 10)]);
    went.forEach((at, index) => {
      expect(at + cameAfter, `request ${index}`).toBeGreaterThanOrEqual(2_000 + index * 20 - EARLY_MS);
    });
  });

  it('holds back who had its turn before, too', async () => {
    const { first, second } = limitersOf({ perSecond: 2, burst: 1, inFlight: 10 });
    await first.enter(callOf());
    const startedAt = performance.now();
    const waiting = second.enter(callOf()); // half a second from now
    await sleep(50);
    first.refused(2_000);
    await waiting;
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(2_000);
  });
});

describe.runIf(hasRedis)('without Redis', () => {
  it('requests go on as the replica itself allows, and one line tells of it', async () => {
    const { first, faults } = limitersOf({ perSecond: 0.5, burst: 1, inFlight: 10 });
    await first.enter(callOf());
    const waiting = first.enter(callOf());
    await sleep(50);
    await replicas.stopRedis();
    expect(await times(first, 50)).toHaveLength(50);
    first.refused(1);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toBeInstanceOf(Error);
    await waiting;
  });

  it('that answers, they wait for it a second, and no longer', async () => {
    const { first, second, faults } = limitersOf({ perSecond: 50, burst: 10, inFlight: 10 });
    await replicas.clients[2]?.sendCommand(['CLIENT', 'PAUSE', '60000', 'ALL']);
    const went = await times(first, 30);
    expect(went).toHaveLength(30);
    expect(Math.min(...went)).toBeGreaterThanOrEqual(990);
    expect(await times(second, 30)).toHaveLength(30);
    expect(faults).toHaveLength(2);
  });

  it('they share the rate again once it is back', async () => {
    const { first } = limitersOf({ perSecond: 50, burst: 10, inFlight: 10 });
    await replicas.stopRedis();
    await first.enter(callOf());
    const again = await startRedis({ port: Number(new URL(replicas.url).port) });
    try {
      await vi.waitFor(
        async () => {
          await first.enter(callOf());
          expect(await replicas.clients[1]?.exists(KEY)).toBe(1);
        },
        { timeout: 15_000, interval: 200 },
      );
    } finally {
      await again.close();
    }
  });
});
