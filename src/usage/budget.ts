import type { Spend } from '../caspio/call.js';
import { Failure } from '../caspio/failure.js';
import type { Counter } from './counter.js';
import type { Calendar, Period } from './period.js';

/** How many requests may be sent, logins and errors included: Caspio bills each. */
export interface Allowance {
  readonly limit: number;
  readonly period: Period;
}

export interface BudgetState {
  readonly period: Period;
  readonly used: number;
  /** Absent, as `left` is, where there is no budget and requests are only counted. */
  readonly limit?: number;
  readonly left?: number;
  /** Seconds until the count begins anew; absent for a total. */
  readonly renews_in_seconds?: number;
  /** Whether the count outlives this process. */
  readonly kept: boolean;
}

const RAISE = 'ask the operator of this server to raise --call-budget';

export interface Budget {
  /** Takes one request from it. */
  readonly spend: Spend;
  state(): Promise<BudgetState>;
}

/**
 * Without an allowance it counts the requests of the day. `now` gives epoch milliseconds; `raise` says in an error what may
 * be done about a spent budget.
 */
export function createBudget(
  allowance: Allowance | undefined,
  counter: Counter,
  calendar: Calendar,
  { now = Date.now, raise = RAISE }: { readonly now?: () => number; readonly raise?: string } = {},
): Budget {
  const { limit, period } = allowance ?? { limit: Infinity, period: 'day' };
  const used = () => counter.count(period, calendar.hour(now()));
  const renews = () => (period === 'total' ? undefined : calendar.secondsLeft(now(), period));

  async function take() {
    const hour = calendar.hour(now());
    const taken = await counter.add(period, hour);
    // What cannot be put back was counted once too often: nobody's call fails for that.
    const putBack = () => void (async () => counter.takeBack(hour))().catch(() => undefined);
    return { taken, putBack };
  }

  return {
    async spend() {
      if (!allowance) return counted(take());
      // Taking one tells it too, but leaves a trace in a file; over the network the question alone costs more.
      if (!counter.isRemote && (await used()) >= limit) throw spent(allowance, renews(), raise);
      const { taken, putBack } = await take();
      if (taken <= limit) return putBack;
      // Another request took the last one at the same moment; the bill matters more than the last request.
      putBack();
      throw spent(allowance, renews(), raise);
    },
    async state() {
      const seconds = renews();
      const taken = await used();
      return {
        period,
        used: taken,
        ...(allowance && { limit, left: Math.max(0, limit - taken) }),
        ...(seconds !== undefined && { renews_in_seconds: seconds }),
        kept: counter.isKept,
      };
    },
  };
}

/** Where nothing is limited nobody waits for the count, and one that cannot be kept stops nobody. */
function counted(taking: Promise<{ readonly putBack: () => void }>): () => void {
  taking.catch(() => undefined);
  return () => void taking.then(({ putBack }) => putBack()).catch(() => undefined);
}

function spent({ limit, period }: Allowance, seconds: number | undefined, raise: string): Failure {
  const per = period === 'total' ? '' : ` per ${period}`;
  return new Failure({
    kind: 'account',
    what: `The budget of ${limit} Caspio calls${per} is used up; this request was not sent`,
    next: seconds === undefined ? `Stop, or ${raise}.` : `Go on in ${duration(seconds)}, or ${raise}.`,
  });
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}
