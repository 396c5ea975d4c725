import type { Call } from './call.js';

/**
 * Requests that wait. Those who share an account take turns, and so do the calls of each of them: neither many calls nor
 * a call with many requests hold up the others.
 */
export interface Turns<Waiter> {
  readonly size: number;
  add(call: Call, waiter: Waiter): void;
  /** Takes out the one whose turn it is. */
  next(): Waiter | undefined;
  /** False where it does not wait any more. */
  remove(call: Call, waiter: Waiter): boolean;
  /** How many go until another request of this call has gone, that one included. */
  until(call: Call): number;
}

export function createTurns<Waiter>(): Turns<Waiter> {
  /** Of each party the requests of each call; who comes first is next. */
  const parties = new Map<string, Map<Call, Waiter[]>>();
  let size = 0;

  const sizeOf = (calls: ReadonlyMap<Call, readonly Waiter[]>) =>
    [...calls.values()].reduce((sum, { length }) => sum + length, 0);

  /** Those of others that go before the `own`-th of one's own. */
  const before = (own: number, others: readonly number[]) =>
    others.reduce((sum, waiting) => sum + Math.min(waiting, own), own);

  return {
    get size() {
      return size;
    },
    add(call, waiter) {
      const party = partyOf(call);
      const calls = parties.get(party) ?? new Map<Call, Waiter[]>();
      const queue = calls.get(call) ?? [];
      queue.push(waiter);
      calls.set(call, queue);
      parties.set(party, calls);
      size += 1;
    },
    next() {
      const [party, calls] = first(parties) ?? [];
      const [call, queue] = (calls && first(calls)) ?? [];
      if (party === undefined || !calls || !call || !queue) return undefined;
      const waiter = queue.shift();
      toTheEnd(calls, call, queue, queue.length);
      toTheEnd(parties, party, calls, calls.size);
      size -= 1;
      return waiter;
    },
    remove(call, waiter) {
      const party = partyOf(call);
      const calls = parties.get(party);
      const queue = calls?.get(call);
      const at = queue?.indexOf(waiter) ?? -1;
      if (!calls || !queue || at < 0) return false;
      queue.splice(at, 1);
      if (queue.length === 0) calls.delete(call);
      if (calls.size === 0) parties.delete(party);
      size -= 1;
      return true;
    },
    until(call) {
      const party = partyOf(call);
      const calls = parties.get(party) ?? new Map<Call, Waiter[]>();
      const own = (calls.get(call)?.length ?? 0) + 1;
      const others = [...calls].flatMap(([other, { length }]) => (other === call ? [] : [length]));
      const elsewhere = [...parties].flatMap(([other, theirs]) => (other === party ? [] : [sizeOf(theirs)]));
      return before(before(own, others), elsewhere);
    },
  };
}

const partyOf = ({ behalf }: Call) => behalf?.principal ?? '';

const first = <Key, Value>(map: ReadonlyMap<Key, Value>): readonly [Key, Value] | undefined =>
  map.entries().next().value;

/** Behind the others, or away where nothing is left. */
function toTheEnd<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, left: number): void {
  map.delete(key);
  if (left > 0) map.set(key, value);
}
