import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.js';

/** How often something is tried in all, and how long the waits between may become. */
export interface Backoff {
  readonly tries: number;
  readonly firstMs: number;
  readonly mostMs: number;
}

/** The waits after faults, and after refusals for the rate, which a whole account has to outlast. */
export interface Waits {
  readonly faults: Backoff;
  readonly refusals: Backoff;
}

/** Our choice, after what production users of the API found stable; every try is billed. */
export const WAITS: Waits = {
  faults: { tries: 4, firstMs: 500, mostMs: 8_000 },
  refusals: { tries: 6, firstMs: 1_500, mostMs: 60_000 },
};

/** A try that could not even begin to answer is no help. */
const SHORTEST_TRY_MS = 1_000;

/** Exponential backoff with full jitter: the wait after the `attempt`-th try (from 1), in milliseconds. */
export function backoffMs(attempt: number, { firstMs, mostMs }: Backoff, random: number): number {
  return random * Math.min(mostMs, firstMs * 2 ** (attempt - 1));
}

interface Tried {
  /** How many tries there were. */
  readonly attempt: number;
  /** The request is a write. */
  readonly changes: boolean;
  readonly leftMs: number;
  /** 0 to 1. */
  readonly random: number;
}

/** Milliseconds until the same request may be sent again; undefined where it must not, or there is no time. */
export function nextTry(
  { retry }: Failure,
  { attempt, changes, leftMs, random }: Tried,
  { faults, refusals }: Waits = WAITS,
): number | undefined {
  if (!retry || (changes && retry.of === 'reads')) return undefined;
  const backoff = retry.isRate ? refusals : faults;
  if (attempt >= backoff.tries) return undefined;
  const asked = (retry.afterSeconds ?? 0) * 1_000;
  const wait = Math.max(asked, backoffMs(attempt, backoff, random));
  return wait + SHORTEST_TRY_MS <= leftMs ? wait : undefined;
}

interface Circumstances {
  readonly changes: boolean;
  readonly signal: AbortSignal;
  readonly leftMs: () => number;
  readonly waits: Waits;
  /** Hears of a refusal for the rate before the wait, to hold back everyone else as well. */
  readonly onRefused: (waitMs: number) => void;
}

/** Tries until it succeeds, or fails in a way that another try must not or cannot mend. */
export async function retrying<T>(
  attempt: () => Promise<T>,
  { changes, signal, leftMs, waits, onRefused }: Circumstances,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const tried = { attempt: tries, changes, leftMs: leftMs(), random: Math.random() };
      const wait = nextTry(error, tried, waits);
      if (error.retry?.isRate) onRefused(wait ?? (error.retry.afterSeconds ?? 1) * 1_000);
      if (wait === undefined) throw error.after(tries);
      await sleep(wait, undefined, { signal }).catch(() => {
        throw signal.reason;
      });
    }
  }
}
