import { readFile, stat } from 'node:fs/promises';
import type { Account } from './caspio/client.js';
import { Failure } from './caspio/failure.js';
import type { Config } from './config.js';
import { codeOf } from './errno.js';

/** The account that the configuration names. Rejects with a Failure that says which variables to set. */
export async function configuredAccount(config: Config): Promise<Account> {
  const { origin, clientId, clientSecretFile } = config;
  const clientSecret = config.clientSecret ?? (clientSecretFile && (await readSecret(clientSecretFile)));
  if (origin && clientId && clientSecret) return { origin, clientId, clientSecret };
  const missing = [
    !origin && 'CASPIO_INTEGRATION_URL',
    !clientId && 'CASPIO_CLIENT_ID',
    !clientSecret && 'CASPIO_CLIENT_SECRET (or CASPIO_CLIENT_SECRET_FILE)',
  ].filter(Boolean);
  throw new Failure({
    kind: 'account',
    what: `No Caspio account is set; missing: ${missing.join(', ')}`,
    next: 'Set these variables in the env block of this server; a Web services profile in Caspio shows the values. To try everything without an account, start the server with --sandbox.',
  });
}

/** The variable may hold the secret itself by mistake: no error repeats it. */
async function readSecret(file: string): Promise<string> {
  try {
    if ((await stat(file)).isFile()) return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw unreadable(codeOf(error));
  }
  throw unreadable('no file');
}

const unreadable = (reason: string) =>
  new Failure({
    kind: 'account',
    what: `CASPIO_CLIENT_SECRET_FILE cannot be read (${reason})`,
    next: 'Check the path and its permissions. The variable names a file that holds the secret.',
  });
