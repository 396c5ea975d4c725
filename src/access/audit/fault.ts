const EVERY_MS = 60_000;

/** Tells of a fault, and then of none for a minute: a full disk fails with every call. */
export function onceAMinute(tell: (error: unknown) => void): (error: unknown) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    const now = performance.now();
    if (now - last < EVERY_MS) return;
    last = now;
    tell(error);
  };
}

/** `ENOENT` and the like. */
export const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
