import type { Column } from './fault.js';
import type { Meet } from './listener.js';
import { beginning, nothing, reply } from './ways.js';

/** What a call is about when its client cancels it. */
export interface Phase {
  readonly name: string;
  readonly of: readonly Exclude<Column, 'login'>[];
  /** What keeps the call in this phase. */
  readonly hits: 'logins' | 'requests';
  readonly meet: Meet;
  /** Another call is the one that is hit, and has the only place that there is. */
  readonly waitsForTurn?: true;
  /** Requests that were sent for this call. */
  readonly requests: 0 | 1;
  /** The connection is this call's own, and still in use. */
  readonly closes: boolean;
  /** For readers of the page. */
  readonly outcome: string;
}

const ALL = ['read', 'write', 'upload', 'download'] as const;
const CLOSED = 'The connection is closed at once.';
const DOUBT = `${CLOSED} A write may have been made.`;

export const phases: readonly Phase[] = [
  {
    name: 'waits for the login',
    of: ALL,
    hits: 'logins',
    meet: nothing,
    requests: 0,
    closes: false,
    outcome: 'Nothing is sent. The login goes on: the next call needs it.',
  },
  {
    name: 'waits for its turn',
    of: ALL,
    hits: 'requests',
    meet: nothing,
    waitsForTurn: true,
    requests: 0,
    closes: false,
    outcome: 'Nothing is sent.',
  },
  {
    name: 'waits for the headers',
    of: ALL,
    hits: 'requests',
    meet: nothing,
    requests: 1,
    closes: true,
    outcome: DOUBT,
  },
  {
    name: 'reads the body',
    of: ALL,
    hits: 'requests',
    meet: beginning({}, nothing),
    requests: 1,
    closes: true,
    outcome: DOUBT,
  },
  {
    name: 'waits for another try',
    of: ['read', 'download'],
    hits: 'requests',
    meet: reply({ status: 503, headers: { 'retry-after': '30' } }),
    requests: 1,
    closes: false,
    outcome: 'Nothing more is sent.',
  },
];
