import type { Call } from './call.js';
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
  /** Caspio's own, of an answer that was no success. */
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
  /** Pays for a request, and gives how to be paid back. Throws a Failure when no more may be sent. */
  readonly spend: () => () => void;
  readonly observe: (event: RequestEvent) => void;
}

/**
 * The one place that every request passes, logins included: it waits for its turn, is paid for, counted and told.
 * `send` makes the request and gives its value and status. Rejects as `send` does, and with a Failure where the
 * request could not be sent at all.
 */
export type Pass = <T>(
  sending: Sending,
  send: () => Promise<{ readonly status: number; readonly value: T }>,
) => Promise<T>;

export function createTraffic({ limiter, meter, spend, observe }: Means): Pass {
  return async ({ call, method, path, target }, send) => {
    const cameAt = performance.now();
    const leave = await limiter.enter(call);
    const sentAt = performance.now();
    const ended = (outcome: Outcome, answer: Pick<RequestEvent, 'status' | 'requestId'>) => {
      meter.ended(outcome);
      const ms = Math.round(performance.now() - sentAt);
      const waitedMs = Math.round(sentAt - cameAt);
      observe({ tool: call.tool, method, path, ...answer, outcome, ms, waitedMs });
    };
    try {
      meter.waited(sentAt - cameAt);
      const putBack = spend();
      meter.sent(call.tool, target);
      const { status, value } = await send().catch((error: unknown) => {
        const { status, requestId } = (error instanceof Failure ? error.caspio : undefined) ?? {};
        ended(outcomeOf(error), { status, requestId });
        if (error instanceof Failure && error.unsent) {
          putBack();
          meter.unsent(call.tool, target);
        }
        throw error;
      });
      ended('ok', { status });
      limiter.taken();
      return value;
    } finally {
      leave();
    }
  };
}
