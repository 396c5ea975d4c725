import type { Config } from '../config.js';

/** Connections bring their own accounts: they are served where no account is set, but a place to keep connections. */
export function isForTeams({ command, store, dataDir, ...account }: Config): boolean {
  const { sandbox, origin, clientId, clientSecret, clientSecretFile } = account;
  const isSet = sandbox || origin || clientId || clientSecret || clientSecretFile;
  return command === 'http' && !isSet && (store ?? dataDir) !== undefined;
}
