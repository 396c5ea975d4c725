/** How long what was read is of use: people move files in Caspio's own screens. */
const KEPT_MS = 60_000;
const MOST_KEPT = 5_000;

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
