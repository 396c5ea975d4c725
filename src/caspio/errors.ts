import type { Path } from './path.js';

/** Who can act on a failure; the caller's next step depends on it. */
export type FailureKind = 'arguments' | 'rights' | 'account' | 'caspio' | 'network';

/** What Caspio itself said, kept word for word. */
export interface CaspioWords {
  readonly status: number;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
}

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

  /** The same failure with a better next step. */
  advise(next: string): Failure {
    return new Failure({ ...this, next });
  }
}

/** The T-SQL that Caspio takes, in one line. Facts: query parameters of record reads. */
export const SQL_DIALECT =
  "T-SQL: text in 'single quotes' ('' for a quote inside), Yes/No = 1 or 0, dates 'YYYY-MM-DD', LIKE '%x%', IS NULL, GETDATE(), [brackets] around odd names";

/** An argument that cannot be sent: names it, says what is wrong and what to do. */
export function badArgument(name: string, wrong: string, next: string): Failure {
  const argument = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  return new Failure({ kind: 'arguments', argument, what: `${argument}: ${wrong}`, next });
}

const nextByCode = new Map(
  Object.entries<{ kind: FailureKind; next: string }>({
    IncorrectBodyParameter: {
      kind: 'arguments',
      next: 'Check names and types. A new table or field needs a name that is free, of letters, digits and _ (at most 32), and no SQL word; list fields need options.',
    },
    IncorrectQueryParameter: { kind: 'arguments', next: 'Check the q.* arguments of this call.' },
    InvalidInputValue: {
      kind: 'arguments',
      next: 'Give each named field a value of its type: dates as YYYY-MM-DDTHH:mm:ss or null, whole numbers for INTEGER, at most 255 characters for STRING.',
    },
    AlterReadOnlyData: {
      kind: 'arguments',
      next: 'Leave out what cannot be written here: fields that Caspio fills itself (autonumber, GUID, random ID, timestamp, formula), attachments, passwords of existing records, and in views whatever has Editable false; some views are read-only as a whole. Emoji in a text can cause this error too.',
    },
    SqlServerError: { kind: 'arguments', next: `Check names and syntax. ${SQL_DIALECT}.` },
    FieldNotFound: { kind: 'arguments', next: 'List the fields of the table and use their exact names.' },
    ColumnNotFound: { kind: 'arguments', next: 'List the fields of the table and use their exact names.' },
    TableNotFound: { kind: 'arguments', next: 'List the tables and use an exact name.' },
    ObjectNotFound: { kind: 'arguments', next: 'List the objects of this kind and use an exact name or id.' },
    FileNotFound: { kind: 'arguments', next: 'List the files of the folder and use an exact key or path.' },
    FileAlreadyExists: { kind: 'arguments', next: 'Choose another file name, or overwrite the file.' },
    ReferentialIntegrity: {
      kind: 'arguments',
      next: 'Other objects of the account depend on this one; change those first.',
    },
    UnsufficientPrivileges: {
      kind: 'rights',
      next: 'Ask the account administrator to give the Web services profile this right on this object.',
    },
    ProfileDisabled: {
      kind: 'rights',
      next: 'Ask the account administrator to enable the Web services profile.',
    },
    IpForbidden: {
      kind: 'rights',
      next: 'Ask the account administrator to add this address to the IP policy of the Web services profile.',
    },
    UnsecuredConnection: { kind: 'rights', next: 'Use an https Integration URL.' },
  }),
);

const nextByStatus: Readonly<Record<number, { kind: FailureKind; next: string }>> = {
  400: { kind: 'arguments', next: 'Check the arguments of this call.' },
  401: {
    kind: 'rights',
    next: 'Check CASPIO_CLIENT_ID and CASPIO_CLIENT_SECRET, and that the Web services profile is enabled.',
  },
  403: {
    kind: 'rights',
    next: 'Ask the account administrator to give the Web services profile this right on this object.',
  },
  404: { kind: 'arguments', next: 'Check the names and ids in the arguments.' },
  409: { kind: 'arguments', next: 'Look at the present state first, then repeat with what fits it.' },
  413: { kind: 'arguments', next: 'Send less data.' },
  414: { kind: 'arguments', next: 'Shorten the q.* arguments.' },
  429: { kind: 'account', next: 'Wait a minute, then go on with fewer calls at a time.' },
};

/** What SQL Server's own messages ask for; the first that fits. */
const nextBySqlMessage: readonly (readonly [RegExp, string])[] = [
  [
    /contained in (either )?an aggregate function|GROUP BY clause/i,
    'Put every field and expression of q.select that is no aggregate into q.groupBy, spelled the same (an alias does not count).',
  ],
  [
    /duplicate or blank values/i,
    'Give this field a value that no other record has; blank counts as a value unless UniqueAllowNulls is set.',
  ],
  [/duplicate key|UNIQUE/i, 'Give this field a value that no other record has.'],
  [/incompatible/i, 'List fields cannot stand in conditions: read the records and look at the values.'],
  [
    /conver(t|sion)|out-of-range/i,
    "Compare like with like: text with 'text', numbers with numbers, dates with 'YYYY-MM-DD'.",
  ],
  [
    /Incorrect syntax|Unclosed quotation|non-boolean/i,
    `Give bare clauses: no WHERE, ORDER BY, TOP, LIMIT or semicolon (q.orderBy and q.limit say those). ${SQL_DIALECT}.`,
  ],
];

/** The client's words for an error answer of Caspio, sorted by who can act. Facts: errors. */
export function refused(words: CaspioWords): Failure {
  const known = nextByCode.get(words.code ?? '') ?? nextByStatus[words.status];
  const { kind, next: general } = known || serverFault(words.status);
  const specific = nextBySqlMessage.find(([message]) => message.test(words.message ?? ''))?.[1];
  const next = (words.code === 'SqlServerError' && specific) || general;
  return new Failure({
    kind,
    what: `Caspio refused the request (HTTP ${words.status})`,
    next,
    caspio: words,
  });
}

function serverFault(status: number): { kind: FailureKind; next: string } {
  return status >= 500
    ? { kind: 'caspio', next: 'Caspio had a fault of its own. Try again in a minute.' }
    : { kind: 'caspio', next: 'Caspio did not expect this request. Report it with the request id.' };
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
