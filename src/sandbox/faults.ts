import { type Exchange, FAULT_KINDS, FAULTS, type FaultKind } from './fault-kinds.js';
import { Random } from './seed/random.js';

export interface FaultOptions {
  /** The share of requests that meet a fault, from 0 to 1; logins count as requests. */
  readonly rate: number;
  /** The same seed gives the n-th request to arrive the same fate. Default 1. */
  readonly seed?: number;
  /** What can happen, each as likely as the others. Default all. */
  readonly kinds?: readonly FaultKind[];
  /** Milliseconds of silence before a hanging connection is cut. Default 60 s (our choice). */
  readonly hangMs?: number;
}

/** Sees to one request in the server's place. */
export type Fault = (exchange: Exchange) => Promise<void>;

/** Decides the fate of each request in turn. */
export class Faults {
  #draw: (() => Fault | undefined) | undefined;

  constructor(options: FaultOptions | undefined) {
    this.set(options);
  }

  /** Begins a new sequence; undefined ends all faults. */
  set(options: FaultOptions | undefined): void {
    this.#draw = options && sequence(options);
  }

  /** What the request that just arrived meets; undefined for most. */
  next(): Fault | undefined {
    return this.#draw?.();
  }
}

function sequence({ rate, seed = 1, kinds = FAULT_KINDS, hangMs = 60_000 }: FaultOptions) {
  const random = new Random(seed);
  return (): Fault | undefined => {
    // Three numbers for every request, so that which ones meet a fault depends on seed and rate alone.
    const [hit, which, chance] = [random.next(), random.next(), random.next()];
    const kind = kinds[Math.floor(which * kinds.length)];
    if (hit >= rate || kind === undefined) return undefined;
    return (exchange) => FAULTS[kind](exchange, { chance, hangMs });
  };
}
