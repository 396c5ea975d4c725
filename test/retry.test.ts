import { describe, expect, it } from 'vitest';
import { connectionFault, rateLimited, refused, timedOut, unreadable } from '../src/caspio/errors.js';
import { backoffMs, nextTry, WAITS } from '../src/caspio/retry.js';

const first = { attempt: 1, changes: false, leftMs: 50_000, random: 1 };
const write = { ...first, changes: true };
const broken = { reason: 'x', host: 'h', wrote: false, sent: true, isPassing: true };

describe('backoff', () => {
  it('doubles up to its most, and jitters over the whole of it', () => {
    const policy = { tries: 9, firstMs: 500, mostMs: 3_000 };
    expect([1, 2, 3, 4, 5].map((attempt) => backoffMs(attempt, policy, 1))).toEqual([
      500, 1_000, 2_000, 3_000, 3_000,
    ]);
    expect(backoffMs(3, policy, 0)).toBe(0);
    expect(backoffMs(3, policy, 0.25)).toBe(500);
  });
});

describe('another try', () => {
  it.each([
    ['a server fault', refused({ status: 500 })],
    ['a gateway without an answer', refused({ status: 504 })],
    ['a request time-out', refused({ status: 408 })],
    ['a broken connection', connectionFault(broken)],
    ['an unreadable answer', unreadable('x', { status: 200 }, false)],
  ])('is for reads only after %s', (_, failure) => {
    expect(nextTry(failure, first)).toBeDefined();
    expect(nextTry(failure, write)).toBeUndefined();
  });

  it.each([
    ['a refusal for the rate', rateLimited({ status: 429 }, undefined)],
    ['a connection that was never made', connectionFault({ ...broken, sent: false })],
  ])('is for writes too after %s', (_, failure) => {
    expect(nextTry(failure, write)).toBeDefined();
  });

  it.each([
    ['a refused argument', refused({ status: 400 })],
    ['a missing right', refused({ status: 403 })],
    ['a certificate that is not trusted', connectionFault({ ...broken, sent: false, isPassing: false })],
    ['time that ran out', timedOut(30, 'h', false)],
  ])('is for nobody after %s', (_, failure) => {
    expect(nextTry(failure, first)).toBeUndefined();
  });

  it('comes as often as the policy says', () => {
    const fault = refused({ status: 500 });
    const { tries } = WAITS.faults;
    expect(nextTry(fault, { ...first, attempt: tries - 1, random: 0 })).toBe(0);
    expect(nextTry(fault, { ...first, attempt: tries, random: 0 })).toBeUndefined();
  });

  it('comes after what Caspio asks for, if that fits into the time of the call', () => {
    const failure = rateLimited({ status: 429 }, 7);
    expect(nextTry(failure, { ...first, random: 0 })).toBe(7_000);
    expect(nextTry(failure, { ...first, random: 0, leftMs: 8_000 })).toBe(7_000);
    expect(nextTry(failure, { ...first, random: 0, leftMs: 7_999 })).toBeUndefined();
    expect(nextTry(refused({ status: 503 }, 3), { ...first, random: 0 })).toBe(3_000);
  });

  it('never starts when the call is as good as over', () => {
    expect(nextTry(refused({ status: 500 }), { ...first, random: 0, leftMs: 900 })).toBeUndefined();
  });
});
