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
  /**
   * Takes one request from it, and gives how to put it back should it not be sent. Throws a Failure when nothing is
   * left.
   */
  spend(): () => void;
  state(): BudgetState;
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

  function take(): () => void {
    const hour = calendar.hour(now());
    counter.add(hour);
    return () => counter.takeBack(hour);
  }

  return {
    spend() {
      if (!allowance) return unlessBroken(take);
      if (used() >= limit) throw spent(allowance, renews());
      const putBack = take();
      if (used() <= limit) return putBack;
      // Another process took the last one at the same moment; the bill matters more than the last request.
      putBack();
      throw spent(allowance, renews());
    },
    state() {
      const seconds = renews();
      const taken = used();
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
function unlessBroken(take: () => () => void): () => void {
  try {
    return take();
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
