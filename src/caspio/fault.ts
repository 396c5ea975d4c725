import { connectionFault, Failure, timedOut } from './errors.js';

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
}

/** Codes of faults that come before a single byte of the request has left. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** What a thrown fault means for the caller: a Failure, or the caller's own reason where it went away. */
export function explainFault(
  error: unknown,
  { host, changes, caller, timeout, startedAt }: Attempt,
): unknown {
  if (error instanceof Failure) return error;
  const deadlinePassed = isTimeout(caller.reason);
  if (caller.aborted && !deadlinePassed) return caller.reason;
  if (timeout.aborted || deadlinePassed) {
    return timedOut(Math.round((performance.now() - startedAt) / 1_000), host, changes);
  }
  const code = codeOf(error);
  const reason = code ?? (error instanceof Error ? error.message : String(error));
  return connectionFault(reason, host, changes, !(code !== undefined && NEVER_SENT.has(code)));
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}
