import type { Call, Spend } from './call.js';
import { Failure } from './failure.js';
import type { Limiter } from './limiter.js';
import { type Meter, type Outcome, outcomeOf } from './meter.js';

/** One request that was sent, for the log: no query, no body, nothing secret. */
export interface RequestEvent {
  readonly tool: string;
  readonly method: string;
  readonly path: string;
  /** Absent when there was no answer. */
  readonly status: number | undefined;
  readonly outcome: Outcome;
  readonly ms: number;
  /** Caspio's own. */
  readonly requestId?: string | undefined;
  /** For its turn, before it was sent. */
  readonly waitedMs: number;
}

interface Sending {
  readonly call: Call;
  readonly method: string;
  readonly path: string;
  /** What it is counted under. */
  readonly target: string;
}

interface Means {
  readonly limiter: Limiter;
  readonly meter: Meter;
  readonly spend: Spend;
  readonly observe: (event: RequestEvent) => void;
}

interface Sent<T> {
  readonly status: number;
  readonly requestId?: string | undefined;
  readonly value: T;
}

/**
 * The one place that every request passes, logins included: it waits for its turn, is paid for, counted and told.
 * `send` makes the request and gives its value and status. Rejects as `send` does, and with a Failure where the
 * request could not be sent at all.
 */
export type Pass = <T>(sending: Sending, send: () => Promise<Sent<T>>) => Promise<T>;

export function createTraffic({ limiter, meter, spend, observe }: Means): Pass {
  return async ({ call, method, path, target }, send) => {
    const cameAt = performance.now();
    // Paid before its turn: what may not be sent takes none from others.
    const putBack = await paidBy([call.behalf?.spend, spend]);
    const leave = await limiter.enter(call).catch((error: unknown) => {
      putBack();
      throw error;
    });
    const sentAt = performance.now();
    const meters = [meter, call.behalf?.meter].filter((one) => one !== undefined);
    const ended = (outcome: Outcome, answer: Pick<RequestEvent, 'status' | 'requestId'>) => {
      for (const one of meters) one.ended(outcome);
      const ms = Math.round(performance.now() - sentAt);
      const waitedMs = Math.round(sentAt - cameAt);
      const event = { tool: call.tool, method, path, ...answer, outcome, ms, waitedMs };
      observe(event);
      call.behalf?.observe?.(event);
    };
    try {
      for (const one of meters) one.waited(sentAt - cameAt);
      await call.behalf?.check?.().catch((error: unknown) => {
        putBack();
        throw error;
      });
      for (const one of meters) one.sent(call.tool, target);
      const { status, requestId, value } = await send().catch((error: unknown) => {
        const { status, requestId } = (error instanceof Failure ? error.caspio : undefined) ?? {};
        ended(outcomeOf(error), { status, requestId });
        if (error instanceof Failure && error.unsent) {
          putBack();
          for (const one of meters) one.unsent(call.tool, target);
        }
        throw error;
      });
      ended('ok', { status, requestId });
      limiter.taken();
      return value;
    } finally {
      leave();
    }
  };
}

/** Paid by all of them, or by none. */
async function paidBy(purses: readonly (Spend | undefined)[]): Promise<() => void> {
  const paid: (() => void)[] = [];
  const putBack = () => {
    for (const back of paid) back();
  };
  try {
    for (const spend of purses) if (spend) paid.push(await spend());
  } catch (error) {
    putBack();
    throw error;
  }
  return putBack;
}
