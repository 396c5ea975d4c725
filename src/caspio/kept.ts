/** How long what was read is of use: people change an account in Caspio's own screens too. */
const KEPT_MS = 60_000;
const MOST_KEPT = 5_000;

/** What was read for a while, shared by those who ask at the same time. */
export interface Kept<T> {
  /**
   * What was read, or is being read, under this key; else reads it. Every reading belongs to the call that began it:
   * should it fail, those who waited read for themselves, and hear nothing of another's failure.
   */
  get(key: string, read: () => Promise<T>): Promise<T>;
  clear(): void;
}

export function createKept<T>(now: () => number = Date.now): Kept<T> {
  const kept = new Map<string, { readonly readAt: number; readonly value: Promise<T> }>();

  const fresh = (key: string) => {
    const known = kept.get(key);
    return known && now() - known.readAt < KEPT_MS ? known : undefined;
  };

  return {
    async get(key, read) {
      for (let known = fresh(key); known; known = fresh(key)) {
        const found = await known.value.then(
          (value) => ({ value }),
          () => undefined,
        );
        if (found) return found.value;
        if (kept.get(key) === known) kept.delete(key);
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
    },
    clear: () => kept.clear(),
  };
}
