import type { Meter } from './meter.js';
import type { RequestEvent } from './traffic.js';

/** A tool call that requests are sent for, and how long that may take. */
export interface Call {
  /** What the requests are counted under. */
  readonly tool: string;
  /** Fires when the caller leaves or its time is over. */
  readonly signal: AbortSignal;
  /** Milliseconds until its time is over; progress can give it more. */
  readonly leftMs: () => number;
  readonly behalf?: Behalf | undefined;
}

/** On whose behalf a call is made, where several share an account. All of it comes on top of what the account does. */
export interface Behalf {
  /** Told to Caspio for its own audit log. Facts: headers (`Principal`). */
  readonly principal?: string | undefined;
  readonly spend?: Spend | undefined;
  /** Rejects with a Failure where this request must not be sent any more, whatever it has waited for. */
  readonly check?: (() => Promise<void>) | undefined;
  readonly meter?: Meter | undefined;
  readonly observe?: ((event: RequestEvent) => void) | undefined;
}

/** Pays for a request before it is sent, and gives how to be paid back. Rejects with a Failure when no more may be sent. */
export type Spend = () => Promise<() => void>;

/** Work that belongs to no single caller, and ends by itself. */
export function callWithin(ms: number, tool: string, behalf?: Behalf): Call {
  const end = performance.now() + ms;
  return { tool, signal: AbortSignal.timeout(ms), leftMs: () => end - performance.now(), behalf };
}

/** Whether time ran out, as opposed to a caller that left. */
export function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}
