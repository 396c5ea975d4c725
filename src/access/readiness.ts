import { createReach, reasonOf } from '../caspio/reach.js';
import type { Store } from './connection.js';
import { stateOf } from './state.js';

/** One account that cannot be reached is no reason to serve nobody; so many of them are. */
const MOST_HOSTS = 3;

/** Why connections cannot be served now: their store does not answer, or no Caspio host of theirs does. */
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
    const tried = [...origins].slice(0, MOST_HOSTS).map((origin) => reachOf(origin)());
    const found = await Promise.allSettled(tried);
    const faults = found.flatMap((one) => (one.status === 'rejected' ? [reasonOf(one.reason)] : []));
    return faults.length < found.length ? undefined : faults.join('; ');
  };
}
