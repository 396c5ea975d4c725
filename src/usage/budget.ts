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

export interface Budget {
  /** Takes one request from it. */
  readonly spend: Spend;
  state(): Promise<BudgetState>;
}

/** Without an allowance it counts the requests of the day. `now` gives epoch milliseconds. */
export function createBudget(
  allowance: Allowance | undefined,
  counter: Counter,
  calendar: Calendar,
  now: () => number = Date.now,
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
      if (!allowance) return unlessBroken(take);
      if ((await used()) >= limit) throw spent(allowance, renews());
      const { taken, putBack } = await take();
      if (taken <= limit) return putBack;
      // Another request took the last one at the same moment; the bill matters more than the last request.
      putBack();
      throw spent(allowance, renews());
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

/** Where nothing is limited, a count that cannot be kept stops nobody. */
async function unlessBroken(take: () => Promise<{ readonly putBack: () => void }>): Promise<() => void> {
  try {
    return (await take()).putBack;
  } catch {
    return () => {};
  }
}

function spent({ limit, period }: Allowance, seconds: number | undefined): Failure {
  const per = period === 'total' ? '' : ` per ${period}`;
  const raise = 'ask the operator of this server to raise --call-budget';
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
