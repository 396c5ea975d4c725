import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createBounds, isBounded, withinBounds } from '../access/bounds/index.js';
import { createCallRate } from '../access/calls.js';
import type { Connection, Store } from '../access/connection.js';
import { checkInForce } from '../access/holder.js';
import type { Keyring } from '../access/keyring.js';
import type { Served } from '../access/tighten.js';
import { createApp, createProfile, type Profile } from '../app.js';
import type { Account } from '../caspio/client.js';
import { Failure } from '../caspio/failure.js';
import { rateOf } from '../caspio/limiter.js';
import type { Meter } from '../caspio/meter.js';
import type { RequestEvent } from '../caspio/traffic.js';
import type { Config } from '../config.js';
import { embeddedSandbox } from '../embedded.js';
import { createFiles } from '../files/index.js';
import type { Log } from '../log.js';
import { type Catalogue, namesOf, select } from '../registry.js';
import type { CallEvent } from '../server/index.js';
import { createBudget } from '../usage/budget.js';
import { createCalendar } from '../usage/period.js';
import { accountBudget, accountKey, fetchPolicy, sealingKeyOf } from './account.js';
import type { Shared } from './shared.js';

interface TeamParts {
  readonly config: Config;
  readonly catalogue: Catalogue;
  readonly shared: Shared;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly version: string;
  readonly log: Log;
  readonly called: (connection: string, call: CallEvent) => void;
  readonly requested: (request: RequestEvent) => void;
}

/** Serves connections: each with its scope and limits, those of one profile with one login, those of one account at one rate. */
export function createTeam({ config, catalogue, shared, store, keyring, ...parts }: TeamParts) {
  const { toolsets, resources, prompts } = catalogue;
  const sealingKey = sealingKeyOf(config);
  const { version, log, called, requested } = parts;
  const served = select(toolsets, config).tools; // what the operator gives to nobody
  const sandbox = embeddedSandbox();
  const profiles = new Map<string, Profile>();
  const meters = new Map<string, Meter>();

  async function profileOf(connection: Connection): Promise<Profile> {
    const { account } = connection;
    const key = account.sandbox ? 'sandbox' : await fingerprint(connection, keyring);
    const known = profiles.get(key);
    if (known) return known;
    const budget = accountBudget(config, shared, accountKey(account));
    if ('problem' in budget) throw new Error(budget.problem);
    const profile = createProfile({
      account: account.sandbox ? sandbox.account : () => openedAccount(connection, keyring),
      budget,
      log,
      requested,
      settings: { rate: rateOf(config.rateLimit), limiterOf: shared.limiterOf },
    });
    profiles.set(key, profile);
    return profile;
  }

  function meterOf(name: string): Meter {
    const meter = meters.get(name) ?? shared.meterOf(name);
    meters.set(name, meter);
    return meter;
  }

  async function serve(connection: Connection): Promise<Served> {
    const { name, scope, limits, account } = connection;
    const { allow, tools: named = [] } = scope;
    const selected = select(toolsets, scope).tools.filter((tool) => served.includes(tool));
    const calendar = createCalendar(config.accountTimeZone);
    const meter = meterOf(name);
    const budget = createBudget(limits.callBudget, shared.counterOf(`connection-${name}`), calendar);
    return createApp({
      profile: await profileOf(connection),
      tools: isBounded(allow) ? withinBounds(toolsets, selected, allow, named) : selected,
      resources,
      prompts,
      sealingKey,
      toolNames: namesOf(toolsets),
      sandbox: account.sandbox === true,
      files: createFiles(ownFolders(config.filesDir, name), fetchPolicy(config)),
      confirmAbove: config.confirmAbove,
      maxResultChars: config.maxResultChars,
      version,
      log,
      called: (call) => called(name, call),
      enter: limits.callsPerMinute === undefined ? undefined : entrance(name, limits.callsPerMinute, shared),
      behalf: {
        principal: name,
        meter,
        async spend() {
          await checkInForce(store, connection);
          return budget.spend();
        },
      },
      bounds: isBounded(allow) ? createBounds(allow) : undefined,
      meter,
      budget,
    });
  }

  return {
    serve,
    async close() {
      await Promise.all([...profiles.values()].map(({ caspio }) => caspio.close()));
      await sandbox.close();
    },
  };
}

/** Rejects with a Failure where the secret cannot be opened. */
async function openedAccount({ name, account }: Connection, keyring: Keyring): Promise<Account> {
  if (account.sandbox) throw new Error('the sandbox has no secret');
  const { origin, clientId, sealedSecret } = account;
  return { origin, clientId, clientSecret: keyring.open(sealedSecret, { name, origin, clientId }) };
}

/** The same for all connections with the same credentials: they share a login. One that cannot be opened stands alone. */
async function fingerprint(connection: Connection, keyring: Keyring): Promise<string> {
  try {
    const account = await openedAccount(connection, keyring);
    return createHash('sha256').update(JSON.stringify(account)).digest('hex');
  } catch {
    return `${connection.name} ${connection.revision}`;
  }
}

/** Nobody reads or overwrites the files of another connection. */
function ownFolders(dirs: readonly string[] = [], name: string): string[] {
  const own = dirs.map((dir) => join(dir, name));
  for (const folder of own) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return own;
}

function entrance(name: string, perMinute: number, { redis }: Shared): () => Promise<void> {
  const rate = createCallRate(perMinute, redis, `caspio-mcp:calls:${name}`);
  return async () => {
    const seconds = await rate.take();
    if (seconds === 0) return;
    throw new Failure({
      kind: 'account',
      what: `This connection may make ${perMinute} calls a minute, and has made them; nothing was sent`,
      next: `Repeat this call in ${seconds} s, or ask the operator of this server for more.`,
    });
  };
}
