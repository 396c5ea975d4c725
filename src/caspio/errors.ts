import { adviceFor, type CaspioWords, type FailureKind } from './advice.js';
import type { Path } from './path.js';

interface FailureParts {
  readonly kind: FailureKind;
  readonly what: string;
  readonly next: string;
  readonly argument?: string | undefined;
  readonly caspio?: CaspioWords | undefined;
  readonly path?: Path | undefined;
}

/** Everything that can go wrong in a call, in one shape: what happened, what Caspio said, what to do next. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  readonly what: string;
  readonly next: string;
  readonly argument: string | undefined;
  readonly caspio: CaspioWords | undefined;
  /** What the refused request was about. */
  readonly path: Path | undefined;

  constructor(parts: FailureParts) {
    super(parts.what);
    this.kind = parts.kind;
    this.what = parts.what;
    this.next = parts.next;
    this.argument = parts.argument;
    this.caspio = parts.caspio;
    this.path = parts.path;
  }

  about(path: Path): Failure {
    return new Failure({ ...this, path });
  }

  /** The same failure, should it quote what nobody may see. */
  without(secrets: readonly string[]): Failure {
    const { caspio } = this;
    const clean = (words: string | undefined) =>
      secrets.reduce<string | undefined>((text, secret) => text?.replaceAll(secret, '[secret]'), words);
    const quoted = caspio && { ...caspio, code: clean(caspio.code), message: clean(caspio.message) };
    return new Failure({ ...this, caspio: quoted });
  }

  /** The same failure, of a write that may have been done all the same. */
  unsure(): Failure {
    return new Failure({ ...this, what: `${this.what}. ${OUTCOME_UNKNOWN}`, next: CHECK_FIRST });
  }

  /** The same failure with a better next step. */
  advise(next: string): Failure {
    return new Failure({ ...this, next });
  }
}

/** An argument that cannot be sent: names it, says what is wrong and what to do. */
export function badArgument(name: string, wrong: string, next: string): Failure {
  const argument = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  return new Failure({ kind: 'arguments', argument, what: `${argument}: ${wrong}`, next });
}

/** An error answer of Caspio, sorted by who can act. Facts: errors. */
export function refused(words: CaspioWords): Failure {
  const what = `Caspio refused the request (HTTP ${words.status})`;
  return new Failure({ ...adviceFor(words), what, caspio: words });
}

/** The account's rate limit was reached. Facts: rate limits (429, or 400 with an array body). */
export function rateLimited(words: CaspioWords, retryAfterSeconds: number | undefined): Failure {
  const wait = retryAfterSeconds === undefined ? 'a minute' : `${retryAfterSeconds} s`;
  return new Failure({
    kind: 'account',
    what: 'The account is over its API call rate limit; Caspio did not take this request',
    next: `Wait ${wait}, then repeat this call. The limit is shared by everything that uses the account.`,
    caspio: words,
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
export function unreadable(what: string, words: CaspioWords, wrote: boolean): Failure {
  return new Failure({
    kind: 'caspio',
    what: wrote ? `${what}. ${OUTCOME_UNKNOWN}` : what,
    next: wrote ? CHECK_FIRST : 'Try again in a minute; if it stays, report it with the request id.',
    caspio: words,
  });
}

/** Caspio took the change, but what it answered is not what the API sends. */
export function unexpected(what: string, words: CaspioWords, wrote: boolean): Failure {
  return new Failure({
    kind: 'caspio',
    what: wrote ? `Caspio took the change, but: ${what}` : what,
    next: wrote ? 'Do not repeat it; read the records concerned.' : 'Report it with the request id.',
    caspio: words,
  });
}

const OUTCOME_UNKNOWN = 'Whether the change was made is not known';
const CHECK_FIRST = 'Read the records concerned to see whether the change is there before you repeat it.';

/** A fault of the connection. `sent` says whether a write can have reached Caspio. */
export function connectionFault(reason: string, host: string, wrote: boolean, sent: boolean): Failure {
  const unknown = wrote && sent;
  return new Failure({
    kind: 'network',
    what: `${sent ? `The connection to ${host} broke` : `No connection to ${host}`} (${reason})${unknown ? `. ${OUTCOME_UNKNOWN}` : ''}`,
    next: unknown
      ? CHECK_FIRST
      : 'Check the Integration URL, the network and the proxy settings, then repeat.',
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

/** No complete answer in time. */
export function timedOut(seconds: number, host: string, wrote: boolean): Failure {
  return new Failure({
    kind: 'network',
    what: `${host} gave no complete answer within ${seconds} s${wrote ? `. ${OUTCOME_UNKNOWN}` : ''}`,
    next: wrote ? CHECK_FIRST : 'Ask for less (a narrower q.where, fewer fields), or try again.',
  });
}
