import type { Connection } from './connection.js';

export type ConnectionState = 'active' | 'expired' | 'revoked';

/** Whether a connection may be used. `now` is epoch milliseconds. */
export function stateOf({ revokedAt, expiresAt }: Connection, now: number): ConnectionState {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && Date.parse(expiresAt) <= now ? 'expired' : 'active';
}
