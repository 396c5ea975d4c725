import { redactor } from '../../caspio/redact.js';
import type { CallEvent } from '../../server/index.js';
import type { Effect } from '../../tool.js';
import { targetOf } from './target.js';
import { cut, visible } from './visible.js';
import { whereOf } from './where.js';

/** What is kept of a call. Holds no values of records, no contents of files and no secrets. */
export interface AuditLine {
  /** ISO, in UTC. */
  readonly time: string;
  readonly connection: string;
  /** What the client calls itself, which nobody checks. */
  readonly client?: string | undefined;
  readonly tool: string;
  readonly effect?: Effect | undefined;
  /** What was named: table_name, id and the like. */
  readonly target?: Readonly<Record<string, string>> | undefined;
  readonly where?: string | undefined;
  readonly outcome: string;
  readonly records_affected?: number | undefined;
  /** Records given. */
  readonly rows?: number | undefined;
  readonly total_count?: number | undefined;
  readonly ms: number;
  /** Requests to Caspio. */
  readonly upstream: number;
  /** Of the first of them. */
  readonly request_ids: readonly string[];
}

const LONGEST_NAME = 200;
const LONGEST_WHERE = 2_000;

/** What nobody planted, but a text names: a bearer token in a condition, a password in a name. */
const redact = redactor([]);

/** What is kept of a call that ended at this time. Keys without a value are left out; their order never changes. */
export function auditLine(at: Date, connection: string, call: CallEvent): AuditLine {
  const name = (text: string) => cut(redact(text), LONGEST_NAME);
  const target = Object.entries(targetOf(call)).map(([key, text]) => [key, name(text)]);
  const where = whereOf(call);
  const line: AuditLine = {
    time: at.toISOString(),
    connection,
    client: call.client === undefined ? undefined : name(call.client),
    tool: call.tool,
    effect: call.effect,
    target: target.length > 0 ? Object.fromEntries(target) : undefined,
    // Cut last: what was cut before might hold half a secret, which nothing shows to be one.
    where: where === undefined ? undefined : cut(redact(where), LONGEST_WHERE),
    outcome: call.outcome,
    records_affected: call.recordsAffected,
    rows: call.rows,
    total_count: call.totalCount,
    ms: call.ms,
    upstream: call.upstream,
    request_ids: call.requestIds.map(name),
  };
  const kept = Object.entries(line).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as unknown as AuditLine; // without what may be absent
}

/** As it stands in the audit: JSON in one line, with nothing in it that a terminal obeys. */
export const jsonOf = (line: AuditLine) => visible(JSON.stringify(line));

/** The outcome of a line that tells how many could not be written. */
export const LOST = 'lost';

/** How every line begins, and no text within one can go on: its quotes would be escaped. */
export const BEGINNING = '{"time":"';
