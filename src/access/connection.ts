import type { Effect } from '../tool.js';
import type { Allowance } from '../usage/budget.js';

/** What a team member's agent may do with one Caspio account, and for how long. Names no secret in the clear. */
export interface Connection {
  /** Unique; also sent to Caspio as the `Principal` of its audit log. */
  readonly name: string;
  readonly account: ConnectionAccount;
  readonly scope: Scope;
  readonly limits: Limits;
  /** SHA-256 of the token, in hex. */
  readonly tokenHash: string;
  /** SHA-256 of the second factor, in hex; absent where the token alone is enough. */
  readonly keyHash?: string | undefined;
  /** Whether the token may stand in the address (`/mcp/<token>`). */
  readonly urlToken: boolean;
  /** ISO times. */
  readonly createdAt: string;
  readonly expiresAt?: string | undefined;
  readonly revokedAt?: string | undefined;
  /** Another with every change, so that what was made for one can be kept until then. */
  readonly revision: string;
}

/** The Web services profile behind a connection, or the embedded sandbox. */
export type ConnectionAccount =
  | { readonly sandbox: true }
  | {
      readonly sandbox?: undefined;
      /** Scheme, host and port. */
      readonly origin: string;
      readonly clientId: string;
      /** The Client Secret, sealed. */
      readonly sealedSecret: string;
    };

/** Everything here narrows; what is absent does not. */
export interface Scope {
  readonly readOnly?: boolean | undefined;
  readonly effects?: readonly Effect[] | undefined;
  readonly toolsets?: readonly string[] | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly excludeTools?: readonly string[] | undefined;
  readonly allow: AllowLists;
}

/** The only objects of each kind that may be reached. With any list, kinds without one are closed. */
export interface AllowLists {
  readonly tables?: readonly string[] | undefined;
  readonly views?: readonly string[] | undefined;
  /** Paths such as `Invoices/2026`, with all below them; `/` is the whole Files area. */
  readonly folders?: readonly string[] | undefined;
  /** Ids. */
  readonly directories?: readonly string[] | undefined;
}

export interface Limits {
  /** Calls of tools. */
  readonly callsPerMinute?: number | undefined;
  /** Requests to Caspio. */
  readonly callBudget?: Allowance | undefined;
}

/** Keeps connections. A change is seen by every process that uses the store with its next question. */
export interface Store {
  /** By name. */
  all(): Promise<readonly Connection[]>;
  byName(name: string): Promise<Connection | undefined>;
  byToken(tokenHash: string): Promise<Connection | undefined>;
  /** False where the name is taken. A revoked connection is replaced. */
  add(connection: Connection): Promise<boolean>;
  /** Changes what is there now, and gives it; undefined where there is no such connection. */
  change(name: string, change: (now: Connection) => Connection): Promise<Connection | undefined>;
}

export type ConnectionState = 'active' | 'expired' | 'revoked';

/** Whether a connection may be used. `now` is epoch milliseconds. */
export function stateOf({ revokedAt, expiresAt }: Connection, now: number): ConnectionState {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && Date.parse(expiresAt) <= now ? 'expired' : 'active';
}

/** What is its own, such as counts and files, is named so: one that is added anew under an old name begins anew. */
export const keyOf = ({ name, createdAt }: Connection): string =>
  `${name}-${Date.parse(createdAt).toString(36)}`;
