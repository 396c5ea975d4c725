import { createHash } from 'node:crypto';
import type { Connection } from '../access/connection.js';
import type { Keyring } from '../access/keyring.js';
import { createProfile, type Profile, type ProfileParts } from '../app.js';
import type { Account } from '../caspio/client.js';
import { Failure } from '../caspio/failure.js';
import { rateOf } from '../caspio/limiter.js';
import type { Config } from '../config.js';
import { embeddedSandbox } from '../embedded.js';
import { accountBudget, accountKey } from './account.js';
import type { Shared } from './shared.js';

interface ProfilesParts extends Pick<ProfileParts, 'log' | 'requested'> {
  readonly config: Config;
  readonly shared: Shared;
  readonly keyring: Keyring;
}

/** The Web services profiles of connections: those with the same credentials have one, and so one login. */
export function createProfiles({ config, shared, keyring, log, requested }: ProfilesParts) {
  const sandbox = embeddedSandbox();
  const profiles = new Map<string, Profile>();

  function profileFor(connection: Connection, account: () => Promise<Account>): Profile {
    const budget = accountBudget(config, shared, accountKey(connection.account));
    // What the operator has to mend is told like any other failure, and tried anew.
    if ('problem' in budget) throw new Failure({ kind: 'account', what: budget.problem, next: ASK });
    const settings = { rate: rateOf(config.rateLimit), limiterOf: shared.limiterOf };
    return createProfile({ account, budget, log, requested, settings });
  }

  function once(key: string, connection: Connection, account: () => Promise<Account>): Profile {
    const profile = profiles.get(key) ?? profileFor(connection, account);
    profiles.set(key, profile);
    return profile;
  }

  return {
    /** Throws a Failure. */
    of(connection: Connection): Profile {
      if (connection.account.sandbox) return once('sandbox', connection, sandbox.account);
      const opened = open(connection, keyring);
      if (opened) return once(fingerprint(opened), connection, async () => opened);
      // The key may come back: then it opens with the next call.
      return once(`${connection.name} ${connection.revision}`, connection, async () =>
        openedAccount(connection, keyring),
      );
    },
    async close(): Promise<void> {
      await Promise.all([...profiles.values()].map(({ caspio }) => caspio.close()));
      await sandbox.close();
    },
  };
}

const ASK = 'Ask the operator of this server to look into it.';

/** Throws a Failure where the secret cannot be opened. */
function openedAccount({ name, account }: Connection, keyring: Keyring): Account {
  if (account.sandbox) throw new Error('the sandbox has no secret');
  const { origin, clientId, sealedSecret } = account;
  return { origin, clientId, clientSecret: keyring.open(sealedSecret, { name, origin, clientId }) };
}

function open(connection: Connection, keyring: Keyring): Account | undefined {
  try {
    return openedAccount(connection, keyring);
  } catch {
    return undefined;
  }
}

const fingerprint = (account: Account) => createHash('sha256').update(JSON.stringify(account)).digest('hex');
