import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ServerFactory } from '../server/index.js';

/** A request that wants to be served. */
export interface Applicant {
  /** Of `Authorization: Bearer`. */
  readonly token: string | undefined;
  /** Of an address such as `/mcp/<token>`. */
  readonly addressToken: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Who is served, and by what. */
export interface Admitted {
  readonly name: string;
  readonly factory: ServerFactory;
}

/** Why a request is not served, as an HTTP status and words for the client. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 503;
  readonly message: string;
}

export type Admit = (applicant: Applicant) => Promise<Admitted | Refusal>;

/** Whether a token is the one that is wanted; anything is, where none is wanted. */
export function tokenCheck(wanted: string | undefined): (token: string | undefined) => boolean {
  if (wanted === undefined) return () => true;
  return (token) => token !== undefined && isSame(token, wanted);
}

/** Whether two texts are the same, in a time that tells nothing of where they differ. */
export const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** Of one length, as comparing wants it. */
const digest = (token: string) => createHash('sha256').update(token).digest();

/** Everybody who has the token, or everybody where there is none. Tokens in addresses are for connections. */
export function admitByToken(
  token: string | undefined,
  servers: (headers: IncomingHttpHeaders) => ServerFactory | Refusal,
): Admit {
  const isWanted = tokenCheck(token);
  return async ({ token: given, addressToken, headers }) => {
    if (addressToken !== undefined) return NOTHING_HERE;
    return isWanted(given) ? admitted('caspio-mcp', servers(headers)) : UNKNOWN_TOKEN;
  };
}

export const admitted = (name: string, factory: ServerFactory | Refusal): Admitted | Refusal =>
  typeof factory === 'function' ? { name, factory } : factory;

export const UNKNOWN_TOKEN: Refusal = {
  status: 401,
  message: 'This server wants a token that it knows (Authorization: Bearer).',
};

export const NOTHING_HERE: Refusal = { status: 404, message: 'There is nothing here; the endpoint is /mcp.' };
