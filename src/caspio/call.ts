/** On whose behalf requests are sent, and how long that may take. */
export interface Call {
  /** What the requests are counted under. */
  readonly tool: string;
  /** Fires when the caller leaves or its time is over. */
  readonly signal: AbortSignal;
  /** Milliseconds until its time is over; progress can give it more. */
  readonly leftMs: () => number;
}

/** Work that belongs to no single caller, and ends by itself. */
export function callWithin(ms: number, tool: string): Call {
  const end = performance.now() + ms;
  return { tool, signal: AbortSignal.timeout(ms), leftMs: () => end - performance.now() };
}

/** Whether time ran out, as opposed to a caller that left. */
export function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}
