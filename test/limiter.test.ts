import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call } from '../src/caspio/call.js';
import { Failure } from '../src/caspio/failure.js';
import { CASPIO_RATE, createLimiter, type Rate, rateOf, UNLIMITED } from '../src/caspio/limiter.js';

// Only the clock is not real: a limiter that waits in earnest would make this file last for minutes.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const callOf = (tool: string, seconds = 50, signal = new AbortController().signal): Call => {
  const end = performance.now() + seconds * 1_000;
  return { tool, signal, leftMs: () => end - performance.now() };
};

/** Enters requests and notes who went when, in seconds since the start. */
function scene(rate: Rate) {
  const limiter = createLimiter(rate);
  const startedAt = performance.now();
  const went: [string, number][] = [];
  const failures: unknown[] = [];
  const leaves: (() => void)[] = [];
  const enter = (call: Call, holdsMs = 0) =>
    void limiter.enter(call).then(
      (leave) => {
        went.push([call.tool, (performance.now() - startedAt) / 1_000]);
        if (holdsMs === Infinity) leaves.push(leave);
        else setTimeout(leave, holdsMs);
      },
      (error: unknown) => failures.push(error),
    );
  return { limiter, went, failures, leaves, enter };
}

const many = (times: number, act: () => void) => Array.from({ length: times }, act);

describe('those who share an account', () => {
  it('take turns, however many calls each of them makes', async () => {
    const { went, enter } = scene({ perSecond: 10, burst: 1, inFlight: 100 });
    const of = (principal: string, tool = principal): Call => ({ ...callOf(tool), behalf: { principal } });
    for (let n = 0; n < 100; n += 1) enter(of('greedy'));
    enter(of('modest'));
    await vi.advanceTimersByTimeAsync(300);
    expect(went.slice(0, 3).map(([tool]) => tool)).toEqual(['greedy', 'greedy', 'modest']);
  });

  it('are not told to wait for what others have queued', async () => {
    const { went, failures, enter } = scene({ perSecond: 5, burst: 1, inFlight: 100 });
    const of = (principal: string): Call => ({ ...callOf(principal), behalf: { principal } });
    for (let n = 0; n < 400; n += 1) enter(of('greedy'));
    enter(of('modest'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(went.some(([tool]) => tool === 'modest')).toBe(true);
    // What cannot have its turn in time is told so, but only those who queued it.
    expect(failures.length).toBeGreaterThan(100);
  });
});

describe('the rate', () => {
  it('lets a burst go at once, and the rest at the pace of the bucket', async () => {
    const { went, enter } = scene({ perSecond: 2, burst: 5, inFlight: 100 });
    const call = callOf('a');
    many(9, () => enter(call));
    await vi.advanceTimersByTimeAsync(0);
    expect(went).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(2_010);
    expect(went.map(([, at]) => Math.round(at * 10) / 10)).toEqual([0, 0, 0, 0, 0, 0.5, 1, 1.5, 2]);
  });

  it('keeps below 2,000 requests in any 300 s once the burst is spent', async () => {
    const { went, enter } = scene(CASPIO_RATE);
    const call = callOf('a', 10_000);
    many(3_000, () => enter(call));
    await vi.advanceTimersByTimeAsync(600_000);
    const times = went.map(([, at]) => at);
    expect(times.filter((at) => at >= 100 && at < 400).length).toBeLessThanOrEqual(2_000);
    expect(times).toHaveLength(3_000);
  });

  it('lets only so many be under way, and gives a place on as it is left', async () => {
    const { went, enter, leaves } = scene({ ...UNLIMITED, inFlight: 2 });
    many(4, () => enter(callOf('a'), Infinity));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(went).toHaveLength(2);
    leaves[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(went).toHaveLength(3);
  });

  it('can be chosen, with burst and parallel requests in proportion', () => {
    expect(rateOf(6.6)).toEqual(CASPIO_RATE);
    expect(rateOf(0.66)).toEqual({ perSecond: 0.66, burst: 10, inFlight: 1 });
    expect(rateOf(0.01)).toEqual({ perSecond: 0.01, burst: 3, inFlight: 1 });
    expect(rateOf(50)).toEqual({ perSecond: 50, burst: 100, inFlight: 10 });
    expect(rateOf('off')).toEqual(UNLIMITED);
    expect(rateOf(undefined)).toBeUndefined();
  });
});

describe('turns', () => {
  it('go round between calls: many requests of one do not hold up the others', async () => {
    const { went, enter } = scene({ perSecond: 1, burst: 1, inFlight: 100 });
    const greedy = callOf('greedy');
    many(5, () => enter(greedy));
    enter(callOf('small'));
    enter(callOf('other'));
    await vi.advanceTimersByTimeAsync(7_000);
    expect(went.map(([tool]) => tool)).toEqual([
      'greedy',
      'greedy',
      'small',
      'other',
      'greedy',
      'greedy',
      'greedy',
    ]);
  });

  it('of a cancelled request fall to the next at once', async () => {
    const { went, failures, enter, leaves } = scene({ ...UNLIMITED, inFlight: 1 });
    const left = new AbortController();
    enter(callOf('first'), Infinity);
    enter(callOf('cancelled', 50, left.signal));
    enter(callOf('next'));
    await vi.advanceTimersByTimeAsync(0);
    left.abort('left');
    leaves[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(went.map(([tool]) => tool)).toEqual(['first', 'next']);
    expect(failures).toEqual(['left']);
  });
});

describe('a call without room', () => {
  it('is told at once when to come back', async () => {
    const { went, failures, enter } = scene({ perSecond: 1, burst: 1, inFlight: 100 });
    many(31, () => enter(callOf('patient', 1_000)));
    enter(callOf('hasty', 20));
    await vi.advanceTimersByTimeAsync(0);
    expect(went).toHaveLength(1);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toBeInstanceOf(Failure);
    expect(failures[0]).toMatchObject({ kind: 'account', next: expect.stringContaining('in 31 s') });
  });

  it('is no call that would go next, however many requests another one has', async () => {
    const { went, failures, enter } = scene({ perSecond: 1, burst: 1, inFlight: 100 });
    const greedy = callOf('greedy', 1_000);
    many(500, () => enter(greedy));
    enter(callOf('small', 5));
    await vi.advanceTimersByTimeAsync(2_100);
    expect(failures).toEqual([]);
    expect(went.map(([tool]) => tool)).toEqual(['greedy', 'greedy', 'small']);
  });

  it('is told when its time ends while it waits', async () => {
    const { failures, enter } = scene({ ...UNLIMITED, inFlight: 1 });
    enter(callOf('first'), Infinity);
    const over = new AbortController();
    enter(callOf('late', 50, over.signal));
    await vi.advanceTimersByTimeAsync(10);
    over.abort(new DOMException('no end within 50 s', 'TimeoutError'));
    await vi.advanceTimersByTimeAsync(0);
    expect(failures[0]).toMatchObject({ kind: 'account', what: expect.stringContaining('was not sent') });
  });
});

describe('a refusal for the rate', () => {
  it('holds everyone back, and slows down until a dozen requests were taken', async () => {
    const { limiter, went, enter } = scene({ perSecond: 4, burst: 10, inFlight: 100 });
    limiter.refused(3_000);
    many(3, () => enter(callOf('a')));
    await vi.advanceTimersByTimeAsync(2_990);
    expect(went).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_600);
    expect(went.map(([, at]) => Math.round(at * 10) / 10)).toEqual([3.5, 4, 4.5]); // half of 4 per second
    many(12, limiter.taken);
    many(5, () => enter(callOf('b')));
    await vi.advanceTimersByTimeAsync(1_100);
    expect(went.filter(([tool]) => tool === 'b').length).toBe(4);
  });

  it('holds back where there is no other limit, too, and never for longer than the window of the limit', async () => {
    const { limiter, went, enter } = scene(UNLIMITED);
    limiter.refused(24 * 3_600_000);
    enter(callOf('a', 400));
    await vi.advanceTimersByTimeAsync(299_000);
    expect(went).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(went).toHaveLength(1);
  });
});
