import { type Call, isTimeout } from './call.js';
import { noRoom } from './errors.js';
import { createTurns } from './turns.js';

export interface Rate {
  /** Requests per second in the long run. */
  readonly perSecond: number;
  /** Requests that may go at once after a rest. */
  readonly burst: number;
  /** Requests under way at the same time. */
  readonly inFlight: number;
}

/** In the long run below the 2,000 requests per 300 s that an account was seen to have. Facts: rate limits. */
export const CASPIO_RATE: Rate = { perSecond: 6.6, burst: 100, inFlight: 10 };
export const UNLIMITED: Rate = { perSecond: Infinity, burst: Infinity, inFlight: Infinity };

/** Login, count and write: a call that had to rest between them might never end. */
const ONE_WRITE = 3;

/** A rate as operators choose it, with burst and parallel requests in proportion; undefined leaves it to the host. */
export function rateOf(perSecond: number | 'off' | undefined): Rate | undefined {
  if (perSecond === undefined) return undefined;
  if (perSecond === 'off') return UNLIMITED;
  const share = perSecond / CASPIO_RATE.perSecond;
  const part = (whole: number, least: number) => Math.max(least, Math.round(whole * Math.min(share, 1)));
  return { perSecond, burst: part(CASPIO_RATE.burst, ONE_WRITE), inFlight: part(CASPIO_RATE.inFlight, 1) };
}

/** Lets an account's requests go one by one, as fast as Caspio takes them. */
export interface Limiter {
  /**
   * Resolves when a request of this call may go; what it gives must be called when that request has ended.
   * Rejects with a Failure when its turn cannot come in the call's time, and with the signal's reason.
   */
  enter(call: Call): Promise<() => void>;
  /** Caspio refused a request for its rate: nobody sends for a while, and slower afterwards. */
  refused(waitMs: number): void;
  /** Caspio took a request: after some of these the pace is eased again. */
  taken(): void;
}

interface Waiter {
  go(): void;
}

/** However long Caspio asks to wait: its window is 300 s. */
const LONGEST_PAUSE_MS = 300_000;
/** The slowest pace is this share of the rate; each refusal halves the pace, a dozen successes double it. */
const SLOWEST = 1 / 8;
const EASE_AFTER = 12;

/** `now` gives milliseconds. */
export function createLimiter(rate: Rate, now: () => number = () => performance.now()): Limiter {
  const turns = createTurns<Waiter>();
  let inFlight = 0;
  let tokens = rate.burst;
  let filledAt = now();
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let pace = 1;
  let clean = 0;
  let timer: NodeJS.Timeout | undefined;

  /** Milliseconds until there are `wanted` tokens, none of them taken by others before. */
  function waitFor(wanted: number): number {
    const at = now();
    const from = Math.max(filledAt, pausedUntil);
    if (at > from) {
      if (rate.perSecond !== Infinity)
        tokens = Math.min(rate.burst, tokens + ((at - from) / 1_000) * rate.perSecond * pace);
      filledAt = at;
    }
    const pause = Math.max(0, pausedUntil - at);
    const missing = Math.max(0, wanted - tokens);
    return pause + (missing === 0 ? 0 : (missing / (rate.perSecond * pace)) * 1_000);
  }

  function run(): void {
    clearTimeout(timer);
    while (turns.size > 0 && inFlight < rate.inFlight) {
      const wait = waitFor(1);
      if (wait > 0) {
        // Keeps the process alive: between two requests nothing else may.
        timer = setTimeout(run, Math.ceil(wait));
        return;
      }
      const next = turns.next();
      if (!next) return;
      tokens -= 1;
      inFlight += 1;
      next.go();
    }
  }

  /** Milliseconds until it is the turn of this call's next request. */
  const turnOf = (call: Call) => waitFor(turns.until(call));
  const secondsUntil = (ms: number) => Math.max(1, Math.ceil(ms / 1_000));

  return {
    enter(call) {
      const { signal } = call;
      return new Promise((resolve, reject) => {
        const gaveUp = () => {
          turns.remove(call, waiter);
          reject(isTimeout(signal.reason) ? noRoom(secondsUntil(turnOf(call))) : signal.reason);
        };
        const waiter: Waiter = {
          go() {
            signal.removeEventListener('abort', gaveUp);
            resolve(() => {
              inFlight -= 1;
              run();
            });
          },
        };
        if (signal.aborted) return gaveUp();
        const turn = turnOf(call);
        if (turn > call.leftMs()) return reject(noRoom(secondsUntil(turn)));
        signal.addEventListener('abort', gaveUp, { once: true });
        turns.add(call, waiter);
        run();
      });
    },
    refused(waitMs) {
      pausedUntil = Math.max(pausedUntil, now() + Math.min(waitMs, LONGEST_PAUSE_MS));
      tokens = Math.min(tokens, rate.burst === Infinity ? Infinity : 0);
      pace = Math.max(SLOWEST, pace / 2);
      clean = 0;
      run();
    },
    taken() {
      clean += 1;
      if (clean % EASE_AFTER === 0) pace = Math.min(1, pace * 2);
    },
  };
}
