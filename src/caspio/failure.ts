import type { CaspioWords, FailureKind } from './advice.js';
import type { Path } from './path.js';
import { redactor } from './redact.js';

/** Whether the same request may be sent again. */
export interface Retry {
  /** `any`: Caspio surely did not take it. `reads`: it may have, which does no harm to a read. */
  readonly of: 'any' | 'reads';
  /** The account was over its rate. */
  readonly isRate?: true;
  /** As Caspio asked. */
  readonly afterSeconds?: number | undefined;
}

interface FailureParts {
  readonly kind: FailureKind;
  readonly what: string;
  readonly next: string;
  readonly argument?: string | undefined;
  readonly caspio?: CaspioWords | undefined;
  readonly path?: Path | undefined;
  readonly retry?: Retry | undefined;
  readonly unsent?: boolean | undefined;
  readonly outcome?: WriteOutcome | undefined;
}

/** What is known of a write that failed: it may have been done, or it was done and only its answer is odd. */
export type WriteOutcome = 'unknown' | 'done';

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
  /** Absent when another try is no help. */
  readonly retry: Retry | undefined;
  /** Not a byte of the request has left. */
  readonly unsent: boolean | undefined;
  /** Absent where the write, if it was one, was surely not done. */
  readonly outcome: WriteOutcome | undefined;

  constructor(parts: FailureParts) {
    super(parts.what);
    this.kind = parts.kind;
    this.what = parts.what;
    this.next = parts.next;
    this.argument = parts.argument;
    this.caspio = parts.caspio;
    this.path = parts.path;
    this.retry = parts.retry;
    this.unsent = parts.unsent;
    this.outcome = parts.outcome;
  }

  /** What happened and what to do, for people. */
  get sentence(): string {
    return `${this.what}. ${this.next}`;
  }

  about(path: Path): Failure {
    return new Failure({ ...this, path });
  }

  /** The same failure, should it quote what nobody may see. */
  without(secrets: readonly string[]): Failure {
    if (!this.caspio) return this;
    const { code, message, requestId } = this.caspio;
    const redact = redactor(secrets);
    const clean = (words: string | undefined) => words && redact(words);
    const words = { code: clean(code), message: clean(message), requestId: clean(requestId) };
    return new Failure({ ...this, caspio: { ...this.caspio, ...words } });
  }

  /** The same failure, of a write that may have been done all the same. */
  unsure(): Failure {
    const what = `${this.what}. ${OUTCOME_UNKNOWN}`;
    return new Failure({ ...this, what, next: CHECK_FIRST, outcome: 'unknown' });
  }

  /** The same failure, given up after so many tries: whoever waited for them must not begin anew. */
  after(tries: number): Failure {
    // What another try cannot mend, such as a spent budget, did not come of the tries.
    const what = tries === 1 || !this.retry ? this.what : `${this.what} (tried ${tries} times)`;
    return new Failure({ ...this, what, retry: undefined });
  }

  /** The same failure with a better next step. */
  advise(next: string): Failure {
    return new Failure({ ...this, next });
  }
}

export const OUTCOME_UNKNOWN = 'Whether the change was made is not known';
export const CHECK_FIRST =
  'Read the records or files concerned to see whether the change is there before you repeat it.';
