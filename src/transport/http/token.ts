import type { IncomingHttpHeaders } from 'node:http';

/** The token of an `Authorization: Bearer` header (RFC 6750). */
export function bearerOf({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '')?.[1];
}

/** The token of an address below the endpoint, for clients that take nothing but an address. */
export const addressTokenOf = (path: string): string | undefined =>
  /^\/mcp\/([\w-]{16,128})$/.exec(path)?.[1];
