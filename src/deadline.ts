/** A call's time: ends by itself, ends with the client's cancellation, and starts anew while progress is reported. */
export interface Deadline {
  /** Aborts with a `TimeoutError` when the time is over, or with the client's own reason. */
  readonly signal: AbortSignal;
  readonly passed: () => boolean;
  renew(): void;
  stop(): void;
}

export function createDeadline(seconds: number, cancelled: AbortSignal): Deadline {
  const over = new AbortController();
  const timer = setTimeout(() => {
    over.abort(new DOMException(`no end within ${seconds} s`, 'TimeoutError'));
  }, seconds * 1_000).unref();
  return {
    signal: AbortSignal.any([cancelled, over.signal]),
    passed: () => over.signal.aborted,
    renew: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  };
}
