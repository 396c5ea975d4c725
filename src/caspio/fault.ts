import { isTimeout } from './call.js';
import { connectionFault, timedOut } from './errors.js';
import { Failure } from './failure.js';

/** What was under way when a connection failed. */
export interface Attempt {
  readonly host: string;
  /** A write: when no answer came, its outcome is unknown. */
  readonly changes: boolean;
  /** The caller's own end: cancelled, or its deadline passed. */
  readonly caller: AbortSignal;
  /** The end that this request set itself. */
  readonly timeout: AbortSignal;
  /** `performance.now()` at the start. */
  readonly startedAt: number;
  /** There was a connection, so that the request can have left. */
  readonly sent: boolean;
}

/** Certificates that are not trusted: another try meets the same one. */
const NEVER_TRUSTED = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** What a thrown fault means for the caller: a Failure, or the caller's own reason where it went away. */
export function explainFault(
  error: unknown,
  { host, changes, caller, timeout, startedAt, sent }: Attempt,
): unknown {
  if (error instanceof Failure) return error;
  const deadlinePassed = isTimeout(caller.reason);
  if (caller.aborted && !deadlinePassed) return caller.reason;
  if (timeout.aborted || deadlinePassed) {
    return timedOut(Math.round((performance.now() - startedAt) / 1_000), host, changes);
  }
  const code = codeOf(error) ?? '';
  return connectionFault({
    // Never the message: it may quote an address or a header.
    reason: code || (error instanceof Error ? error.name : 'unknown'),
    host,
    wrote: changes,
    sent,
    isPassing: !NEVER_TRUSTED.has(code),
  });
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}
