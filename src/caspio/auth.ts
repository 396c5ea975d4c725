import { unlessAborted } from './abort.js';

/** A login's outcome. Times are epoch milliseconds. */
export interface Token {
  readonly value: string;
  readonly issuedAt: number;
  /** From then on a new one is wanted. */
  readonly renewAt: number;
}

/** Keeps one bearer token for all callers. */
export interface Auth {
  /** A token that is good for the next minutes. All who wait share one login; a cancelled waiter leaves alone. */
  token(signal: AbortSignal): Promise<Token>;
  /** Drops a token that Caspio refused, unless another caller has already replaced it. */
  forget(token: Token): void;
}

/** `login` ends by itself; it is not cancelled with the caller that caused it. */
export function createAuth(login: () => Promise<Token>, now: () => number = Date.now): Auth {
  let current: Token | undefined;
  let pending: Promise<Token> | undefined;

  const renew = (): Promise<Token> => {
    pending ??= login()
      .then((token) => {
        current = token;
        return token;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };

  return {
    token(signal) {
      if (current && now() < current.renewAt) return Promise.resolve(current);
      if (signal.aborted) return Promise.reject(signal.reason);
      return unlessAborted(renew(), signal);
    },
    forget(token) {
      if (current === token) current = undefined;
    },
  };
}

/** Tokens live about 24 h; one that ended in mid-request would cost a refusal. Facts: authentication. */
const RENEW_BEFORE_END_MS = 5 * 60_000;

/** When a token issued at `issuedAt` for `lifetimeMs` is to be renewed: five minutes early, or at half of a short life. */
export function renewalTime(issuedAt: number, lifetimeMs: number): number {
  return issuedAt + Math.max(lifetimeMs - RENEW_BEFORE_END_MS, lifetimeMs / 2);
}
