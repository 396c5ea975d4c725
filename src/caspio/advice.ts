/** Who can act on a failure; the caller's next step depends on it. */
export type FailureKind = 'arguments' | 'rights' | 'account' | 'caspio' | 'network';

/** What Caspio itself said, kept word for word. */
export interface CaspioWords {
  readonly status: number;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
}

/** The T-SQL that Caspio takes, in one line. Facts: query parameters of record reads. */
export const SQL_DIALECT =
  "T-SQL: text in 'single quotes' ('' for a quote inside), Yes/No = 1 or 0, dates 'YYYY-MM-DD', LIKE '%x%', IS NULL, GETDATE(), [brackets] around odd names";

interface Advice {
  readonly kind: FailureKind;
  readonly next: string;
}

const nextByCode = new Map(
  Object.entries<Advice>({
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

const nextByStatus: Readonly<Record<number, Advice>> = {
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
  408: { kind: 'caspio', next: 'Caspio had no time for this request. Try again in a minute.' },
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

/** Who can act on an error answer, and how. Facts: errors. */
export function adviceFor(words: CaspioWords): Advice {
  const general = nextByCode.get(words.code ?? '') ?? nextByStatus[words.status] ?? serverFault(words.status);
  const specific = nextBySqlMessage.find(([message]) => message.test(words.message ?? ''))?.[1];
  return words.code === 'SqlServerError' && specific ? { ...general, next: specific } : general;
}

function serverFault(status: number): Advice {
  return status >= 500
    ? { kind: 'caspio', next: 'Caspio had a fault of its own. Try again in a minute.' }
    : { kind: 'caspio', next: 'Caspio did not expect this request. Report it with the request id.' };
}
