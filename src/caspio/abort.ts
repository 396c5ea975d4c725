/** Waits for shared work that goes on without this caller: rejects with the signal's reason when the caller leaves. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

/**
 * A signal that fires with the first of several. `AbortSignal.any` would do, but Node keeps such a signal for ever once
 * something listens to it; this one is let go with `release`.
 */
export function firstOf(signals: readonly AbortSignal[]): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const links = signals.map((signal) => ({ signal, fire: () => controller.abort(signal.reason) }));
  for (const { signal, fire } of links) {
    if (signal.aborted) fire();
    else signal.addEventListener('abort', fire, { once: true });
  }
  return {
    signal: controller.signal,
    release() {
      for (const { signal, fire } of links) signal.removeEventListener('abort', fire);
    },
  };
}
