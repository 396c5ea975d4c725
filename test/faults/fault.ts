import type { FailureKind } from '../../src/caspio/advice.js';
import type { Settings } from '../../src/caspio/connection.js';
import type { Listener, Meet } from './listener.js';

/** How the fault matrix is written down; the tests run it, and docs/faults.md is made from it. */

/** What a caller is told, and what it took. */
export interface Expected {
  /** `failed`: nothing was changed; `unknown`: the change may have been made; `made`: it was, but the answer is of no use. */
  readonly told: 'done' | 'failed' | 'unknown' | 'made';
  /** Who can act; absent when all went well. */
  readonly kind?: FailureKind;
  /** Requests that arrived for the operation; in the column of the login, logins. */
  readonly requests: number;
  /** Logins in all, where it is not the one that every server begins with. */
  readonly logins?: number;
  /** Words that the error must hold. */
  readonly says?: readonly string[];
  /** What the same call meets right afterwards. */
  readonly afterwards?: Expected;
  /** For readers of the page. */
  readonly note?: string;
}

type More = Pick<Expected, 'logins' | 'afterwards' | 'note'>;

export const done = (requests: number, more: More = {}): Expected => ({ told: 'done', requests, ...more });

export const failed = (
  kind: FailureKind,
  requests: number,
  says: readonly string[],
  more: More = {},
): Expected => ({ told: 'failed', kind, requests, says, ...more });

export const unknown = (kind: FailureKind, says: readonly string[] = []): Expected => ({
  told: 'unknown',
  kind,
  requests: 1,
  says: [
    ...says,
    'Next: Read the records or files concerned to see whether the change is there before you repeat it.',
  ],
});

export const made = (says: readonly string[] = []): Expected => ({
  told: 'made',
  kind: 'caspio',
  requests: 1,
  says: [...says, 'Next: Do not repeat it'],
});

/** What is met in each column; null where the fault makes no sense. */
export interface Row {
  readonly read: Expected | null;
  /** Create, update and delete: the layer tells them apart in nothing. */
  readonly write: Expected | null;
  readonly upload: Expected | null;
  readonly download: Expected | null;
  /** The fault is met by the login that a read or a write needs. */
  readonly login: Expected | null;
}

export type Column = keyof Row;

/** A row in which an upload goes as any write, and a download as any read, unless told otherwise. */
export const row = (given: Pick<Row, 'read' | 'write' | 'login'> & Partial<Row>): Row => ({
  upload: given.write,
  download: given.read,
  ...given,
});

export const same = (expected: Expected): Row => row({ read: expected, write: expected, login: expected });

/** Where the account is: on loopback unless told otherwise. */
export type Place = 'loopback' | 'nothing listens' | 'no such host' | 'untrusted' | 'no TLS';

export interface Fault {
  readonly name: string;
  readonly place?: Place;
  /** What is done with the requests that are hit, or with their connections before anything was read. */
  readonly meet?: Meet | undefined;
  readonly cutsConnections?: true;
  /** The first request only is hit. */
  readonly once?: Row;
  /** Every request is hit. */
  readonly always?: Row;
  readonly settings?: Partial<Settings>;
  readonly callSeconds?: number;
  /** The client asks for progress. */
  readonly asksProgress?: true;
  /** The upload is a file too large for the buffers between client and server. */
  readonly large?: true;
  /** Happens between a first good read and the call. */
  readonly before?: 'two hours' | ((caspio: Listener) => Promise<void>);
}
