const EVERY_MS = 60_000;

/** Tells of a fault, and then of none for a minute: what is broken fails with every call. */
export function onceAMinute<T>(tell: (fault: T) => void): (fault: T) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (fault) => {
    const now = performance.now();
    if (now - last < EVERY_MS) return;
    last = now;
    tell(fault);
  };
}
