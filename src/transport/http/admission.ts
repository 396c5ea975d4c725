import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Server } from '@modelcontextprotocol/server';

/** A request that wants to be served. */
export interface Applicant {
  /** Of `Authorization: Bearer`. */
  readonly token: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Who is served, and by what. */
export interface Admitted {
  readonly name: string;
  readonly factory: () => Server;
}

/** Who is served; or why nobody is. */
export type Admission = Admitted | { readonly status: 401 | 403 | 429; readonly message: string };

export type Admit = (applicant: Applicant) => Promise<Admission> | Admission;

/** Everybody who has the token, or everybody where there is none. */
export function admitWithToken(token: string | undefined, factory: () => Server): Admit {
  const wanted = token === undefined ? undefined : digest(token);
  return (applicant) => {
    if (wanted && !(applicant.token !== undefined && timingSafeEqual(digest(applicant.token), wanted)))
      return { status: 401, message: 'This server wants a bearer token that it knows.' };
    return { name: 'caspio-mcp', factory };
  };
}

/** Of one length, so that comparing takes one time. */
const digest = (token: string) => createHash('sha256').update(token).digest();

/** The token of an `Authorization: Bearer` header (RFC 6750). */
export function bearerOf({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '')?.[1];
}
