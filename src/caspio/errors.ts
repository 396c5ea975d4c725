import { adviceFor, type CaspioWords } from './advice.js';
import { CHECK_FIRST, Failure, OUTCOME_UNKNOWN } from './failure.js';

/** An argument that cannot be sent: names it, says what is wrong and what to do. */
export function badArgument(name: string, wrong: string, next: string): Failure {
  const argument = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  return new Failure({ kind: 'arguments', argument, what: `${argument}: ${wrong}`, next });
}

/** An error answer of Caspio, sorted by who can act. Facts: errors. */
export function refused(words: CaspioWords, afterSeconds?: number): Failure {
  const advice = adviceFor(words);
  if (!isPassing(words.status)) {
    const did = words.status < 400 ? 'sent the request elsewhere' : 'refused the request';
    const what = `Caspio ${did} (HTTP ${words.status})`;
    return new Failure({ ...advice, what, caspio: words });
  }
  const what = `Caspio had a fault (HTTP ${words.status})`;
  const next = afterSeconds ? tryAgain(afterSeconds) : advice.next;
  return new Failure({ ...advice, what, next, caspio: words, retry: { of: 'reads', afterSeconds } });
}

/** A wait of 0 s was in vain before it came to be advice. */
const duration = (seconds: number | undefined) => (seconds ? `${seconds} s` : 'a minute');
const tryAgain = (afterSeconds: number | undefined) => `Try again in ${duration(afterSeconds)}.`;

/** A fault of Caspio or of a gateway before it, which may be gone in a moment. */
export const isPassing = (status: number) => status === 408 || status >= 500;

/** The account's rate limit was reached. Facts: rate limits (429, or 400 with an array body). */
export function rateLimited(words: CaspioWords, retryAfterSeconds: number | undefined): Failure {
  return new Failure({
    kind: 'account',
    what: 'The account is over its API call rate limit; Caspio did not take this request',
    next: `Wait ${duration(retryAfterSeconds)}, then repeat this call. The limit is shared by everything that uses the account.`,
    caspio: words,
    retry: { of: 'any', isRate: true, afterSeconds: retryAfterSeconds },
  });
}

/** The account's rate leaves no room for a request within the time of its call. */
export function noRoom(seconds: number): Failure {
  return new Failure({
    kind: 'account',
    what: 'Too many requests to the account wait for their turn; this one was not sent',
    next: `Repeat this call in ${seconds} s. All calls share the rate of the account, which --rate-limit sets, or Caspio when it refuses.`,
  });
}

/** Credentials that the token endpoint does not accept. Facts: authentication. */
export function loginRefused(words: CaspioWords): Failure {
  return new Failure({
    kind: 'rights',
    what: 'Caspio did not accept the Client ID and Client Secret',
    next: 'Check CASPIO_INTEGRATION_URL, CASPIO_CLIENT_ID and CASPIO_CLIENT_SECRET against the Web services profile, and that the profile is enabled.',
    caspio: words,
  });
}

/** An answer that is not what the API sends: a maintenance page, cut-off JSON, another shape, too large. */
export function unreadable(what: string, words: CaspioWords, wrote: boolean, afterSeconds?: number): Failure {
  return new Failure({
    kind: 'caspio',
    what: wrote ? `${what}. ${OUTCOME_UNKNOWN}` : what,
    next: wrote ? CHECK_FIRST : `${tryAgain(afterSeconds)} If it stays, report it with the request id.`,
    caspio: words,
    retry: { of: 'reads', afterSeconds },
    outcome: wrote ? 'unknown' : undefined,
  });
}

/** Caspio took the change, but what it answered is not what the API sends. */
export function unexpected(what: string, words: CaspioWords, wrote: boolean): Failure {
  return new Failure({
    kind: 'caspio',
    what: wrote ? `Caspio took the change, but: ${what}` : what,
    next: wrote ? 'Do not repeat it; read the records concerned.' : 'Report it with the request id.',
    caspio: words,
    outcome: wrote ? 'done' : undefined,
  });
}

export const CHECK_NETWORK = 'Check the Integration URL, the network and the proxy settings, then repeat.';

interface BrokenConnection {
  readonly reason: string;
  readonly host: string;
  readonly wrote: boolean;
  /** Whether the request can have reached Caspio. */
  readonly sent: boolean;
  /** Whether another try may do better. */
  readonly isPassing: boolean;
}

/** A fault of the connection. */
export function connectionFault({ reason, host, wrote, sent, isPassing }: BrokenConnection): Failure {
  const unknown = wrote && sent;
  return new Failure({
    kind: 'network',
    what: `${sent ? `The connection to ${host} broke` : `No connection to ${host}`} (${reason})${unknown ? `. ${OUTCOME_UNKNOWN}` : ''}`,
    next: unknown ? CHECK_FIRST : CHECK_NETWORK,
    retry: isPassing ? { of: sent ? 'reads' : 'any' } : undefined,
    unsent: !sent,
    outcome: unknown ? 'unknown' : undefined,
  });
}

/** A proxy that cannot even be addressed. Its URL may hold a password, so it is not shown. */
export function unusableProxy(): Failure {
  return new Failure({
    kind: 'account',
    what: 'HTTPS_PROXY or HTTP_PROXY is no URL, so that nothing can be sent',
    next: 'Ask the operator of this server to set it as http://host:port, or to take it away.',
  });
}

/** The token endpoint is not where the Integration URL points. */
export function noTokenEndpoint(words: CaspioWords): Failure {
  return new Failure({
    kind: 'account',
    what: `The host of the Integration URL has no Caspio API (HTTP ${words.status} at /oauth/token)`,
    next: 'Check CASPIO_INTEGRATION_URL against the Web services profile; it looks like c0abc123.caspio.com.',
    caspio: words,
  });
}

/** The time of a call was over while nothing was being sent. */
export function outOfTime(seconds: number): Failure {
  return new Failure({
    kind: 'network',
    what: `The call found no end within ${seconds} s; no request of its own was under way when it was given up`,
    next: 'Repeat it in a minute.',
  });
}

/** No complete answer in time. */
export function timedOut(seconds: number, host: string, wrote: boolean): Failure {
  return new Failure({
    kind: 'network',
    what: `${host} gave no complete answer within ${seconds} s${wrote ? `. ${OUTCOME_UNKNOWN}` : ''}`,
    next: wrote ? CHECK_FIRST : 'Ask for less (a narrower q.where, fewer fields), or try again.',
    outcome: wrote ? 'unknown' : undefined,
  });
}
