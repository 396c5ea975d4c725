import { randomBytes } from 'node:crypto';
import { quoted } from '../database.js';
import { objectNotFound, userNotActivatable } from '../errors.js';
import { ACCOUNT } from '../identity.js';
import type { Store } from '../store.js';
import type { Directory, UserStatus } from './directory.js';

const ACTIVATABLE: readonly UserStatus[] = ['Inactive', 'ActivationPending', 'ActivationExpired'];

/**
 * Invites a user: the status becomes ActivationPending, since only the link, which nothing serves here, makes a user
 * active. Gives the link, or null when it goes by mail (our choice), which is not sent either. Throws 404
 * `ObjectNotFound` for an unknown user, and 409 for one whose status is none of the three above (our choice).
 */
export function activateUser({ database }: Store, directory: Directory, guid: string, mail: boolean) {
  const table = quoted(directory.name);
  const rows = database.rows(`SELECT "PK_ID", "_status" FROM ${table} WHERE "UserGUID" = ?`, [guid]);
  const [key = null, status = null] = rows[0] ?? [];
  if (key === null) throw objectNotFound();
  if (!ACTIVATABLE.some((candidate) => candidate === status)) throw userNotActivatable(String(status));
  const pending: UserStatus = 'ActivationPending';
  database.run(`UPDATE ${table} SET "_status" = ? WHERE "PK_ID" = ?`, [pending, key]);
  return mail
    ? null
    : `${ACCOUNT.url}/activate/${directory.id}?token=${randomBytes(24).toString('base64url')}`;
}
