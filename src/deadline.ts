import { setMaxListeners } from 'node:events';
import { firstOf } from './caspio/abort.js';

/** A call's time: ends by itself, ends with the client's cancellation, and starts anew while progress is reported. */
export interface Deadline {
  /** Aborts with a `TimeoutError` when the time is over, or with the client's own reason. */
  readonly signal: AbortSignal;
  readonly passed: () => boolean;
  /** Milliseconds. */
  readonly leftMs: () => number;
  renew(): void;
  stop(): void;
}

export function createDeadline(seconds: number, cancelled: AbortSignal): Deadline {
  const over = new AbortController();
  let renewedAt = performance.now();
  const timer = setTimeout(() => {
    over.abort(new DOMException(`no end within ${seconds} s`, 'TimeoutError'));
  }, seconds * 1_000).unref();
  const { signal, release } = firstOf([cancelled, over.signal]);
  setMaxListeners(0, signal); // one for each request that waits
  return {
    signal,
    passed: () => over.signal.aborted,
    leftMs: () => renewedAt + seconds * 1_000 - performance.now(),
    renew() {
      renewedAt = performance.now();
      timer.refresh();
    },
    stop() {
      clearTimeout(timer);
      release();
    },
  };
}
