/** How long what was read is of use: people move files in Caspio's own screens. */
const KEPT_MS = 60_000;
const MOST_KEPT = 5_000;

/**
 * Keeps what was read for a while, and lets those who ask at the same time share one reading. Every reading belongs to
 * the call that began it; should that call end before, the others read for themselves.
 */
export function createShared<T>(now: () => number = Date.now) {
  const kept = new Map<string, { readonly readAt: number; readonly value: Promise<T> }>();

  return async function shared(key: string, read: () => Promise<T>): Promise<T> {
    const known = kept.get(key);
    if (known && now() - known.readAt < KEPT_MS) {
      const found = await known.value.then(
        (value) => ({ value }),
        () => undefined,
      );
      if (found) return found.value;
      const other = kept.get(key);
      if (other && other !== known) return other.value;
    }
    if (kept.size >= MOST_KEPT) kept.clear();
    const entry = { readAt: now(), value: read() };
    kept.set(key, entry);
    try {
      return await entry.value;
    } catch (error) {
      if (kept.get(key) === entry) kept.delete(key);
      throw error;
    }
  };
}

/** Keys that were seen where they are allowed, each for a while. */
export function createSeen(now: () => number = Date.now) {
  const until = new Map<string, number>();
  return {
    add(key: string): void {
      if (until.size >= MOST_KEPT) until.clear();
      until.set(key.toLowerCase(), now() + KEPT_MS);
    },
    has: (key: string) => (until.get(key.toLowerCase()) ?? 0) > now(),
  };
}
