import { createReach, reasonOf } from '../caspio/reach.js';
import type { Store } from './connection.js';
import { stateOf } from './connection.js';

/** Of a team's many hosts a few tell enough. */
const MOST_REASONS = 3;

/**
 * Why connections cannot be served now: their store does not answer, or not one of their Caspio hosts does. One account
 * that cannot be reached is no reason to serve nobody.
 */
export function createReadiness(store: Store): () => Promise<string | undefined> {
  const reaches = new Map<string, ReturnType<typeof createReach>>();

  const reachOf = (origin: string) => {
    const reach = reaches.get(origin) ?? createReach(async () => ({ origin }));
    reaches.set(origin, reach);
    return reach;
  };

  return async () => {
    const all = await store.all().catch(() => undefined);
    if (!all) return 'The store of connections does not answer';
    const accounts = all.filter((one) => stateOf(one, Date.now()) === 'active').map(({ account }) => account);
    const origins = new Set(accounts.flatMap((account) => (account.sandbox ? [] : [account.origin])));
    if (origins.size === 0) return undefined;
    const tried = [...origins].map((origin) => reachOf(origin)());
    return Promise.any(tried).then(
      () => undefined,
      ({ errors }: AggregateError) => errors.slice(0, MOST_REASONS).map(reasonOf).join('; '),
    );
  };
}
