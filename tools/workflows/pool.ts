/** Bulk work goes so many requests side by side, within the account's limiter. Facts: P2 (14). */
export const SIDE_BY_SIDE = 4;

/** Works through the items; after the first error no other one is begun. */
export async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  let isOver = false;
  const worker = async () => {
    while (!isOver) {
      const item = items[next];
      next += 1;
      if (item === undefined) return;
      try {
        await work(item);
      } catch (error) {
        isOver = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, worker));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
