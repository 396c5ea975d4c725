import { Failure } from './failure.js';
import { isLoopback } from './host.js';
import { createHttp } from './http.js';
import type { Account } from './login.js';

/** How long an answer holds: load balancers ask every few seconds. */
const HOLDS_MS = 30_000;
const TIMEOUT_MS = 5_000;

/**
 * Whether the account's host answers at all; no API call, so none is billed. Rejects with the Failure that says why
 * not.
 */
export function createReach(
  account: () => Promise<Pick<Account, 'origin'>>,
  now: () => number = () => performance.now(),
) {
  let last: { readonly at: number; readonly found: Promise<void> } | undefined;

  async function reach(): Promise<void> {
    const { origin } = await account();
    const http = createHttp({ direct: isLoopback(new URL(origin).hostname) });
    try {
      await http.send({
        method: 'GET',
        url: `${origin}/`,
        headers: {},
        changes: false,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        timeoutMs: TIMEOUT_MS,
        maxBytes: 0,
      });
    } finally {
      await http.close();
    }
  }

  return (): Promise<void> => {
    if (!last || now() - last.at > HOLDS_MS) last = { at: now(), found: reach() };
    return last.found;
  };
}

/** The reason in a line, for whoever may not see more. */
export const reasonOf = (error: unknown): string =>
  error instanceof Failure ? error.what : 'a fault of its own';
