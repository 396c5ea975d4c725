import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createBounds, isBounded, withinBounds } from '../access/bounds/index.js';
import { createCallRate } from '../access/calls.js';
import { type Connection, keyOf, type Store } from '../access/connection.js';
import { checkInForce } from '../access/holder.js';
import type { Keyring } from '../access/keyring.js';
import type { Served } from '../access/tighten.js';
import { createApp } from '../app.js';
import { Failure } from '../caspio/failure.js';
import type { Meter } from '../caspio/meter.js';
import type { RequestEvent } from '../caspio/traffic.js';
import type { Config } from '../config.js';
import { createBackup } from '../files/backup.js';
import { createFiles } from '../files/index.js';
import type { Log } from '../log.js';
import { type Catalogue, namesOf, select } from '../registry.js';
import type { CallEvent } from '../server/index.js';
import type { ToolSpec } from '../tool.js';
import { createBudget } from '../usage/budget.js';
import { createCalendar } from '../usage/period.js';
import { fetchPolicy, sealingKeyOf } from './account.js';
import { createProfiles } from './profiles.js';
import type { Shared } from './shared.js';

interface TeamParts {
  readonly config: Config;
  readonly catalogue: Catalogue;
  /** What the operator gives to nobody is not among them. */
  readonly offered: readonly ToolSpec[];
  readonly shared: Shared;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly version: string;
  readonly log: Log;
  readonly called: (connection: string, call: CallEvent) => void;
  readonly requested: (request: RequestEvent) => void;
  /** Hears why the store did not answer. */
  readonly onFault: (error: unknown) => void;
}

/** Serves connections: each with its scope and limits, those of one profile with one login, those of one account at one rate. */
export function createTeam({ config, catalogue, offered, shared, store, onFault, ...parts }: TeamParts) {
  const { toolsets, resources, prompts } = catalogue;
  const { version, log, called } = parts;
  const profiles = createProfiles({ config, shared, ...parts });
  const sealingKey = sealingKeyOf(config);
  const meters = new Map<string, Meter>();

  function meterOf(key: string): Meter {
    const meter = meters.get(key) ?? shared.meterOf(key);
    meters.set(key, meter);
    return meter;
  }

  function toolsOf({ scope }: Connection): readonly ToolSpec[] {
    const { tools, problems } = select(toolsets, scope);
    // A restriction that this version does not know must not fall away in silence.
    if (problems.length > 0) throw unservable(problems.join(' '));
    const { allow, tools: named = [] } = scope;
    const bounded = withinBounds(toolsets, tools, allow, named);
    const left = bounded.filter((tool) => offered.includes(tool));
    if (left.length === 0) throw unservable('The options of this server leave no tool of its scope.');
    return left;
  }

  /** Rejects with a Failure where it cannot be served as it was meant. */
  async function serve(connection: Connection): Promise<Served> {
    const { name, scope, limits, account } = connection;
    const key = keyOf(connection);
    const backups = config.backupDir === undefined ? undefined : join(config.backupDir, key);
    const meter = meterOf(`connection-${key}`);
    const calendar = createCalendar(config.accountTimeZone);
    const budget = createBudget(limits.callBudget, shared.counterOf(`connection-${key}`), calendar, {
      raise: RAISE,
    });
    return createApp({
      profile: profiles.of(connection),
      tools: toolsOf(connection),
      resources,
      prompts,
      sealingKey,
      toolNames: namesOf(toolsets),
      sandbox: account.sandbox === true,
      backup: backups === undefined ? undefined : createBackup(backups),
      files: createFiles(ownFolders(config.filesDir, key), fetchPolicy(config), [backups ?? []].flat()),
      confirmAbove: config.confirmAbove,
      maxResultChars: config.maxResultChars,
      version,
      log,
      connection: name,
      called: (call) => called(name, call),
      enter: limits.callsPerMinute === undefined ? undefined : entrance(key, limits.callsPerMinute, shared),
      behalf: {
        principal: name,
        meter,
        spend: budget.spend,
        check: () => checkInForce(store, connection, onFault),
      },
      bounds: isBounded(scope.allow) ? createBounds(scope.allow) : undefined,
      meter,
      budget,
    });
  }

  return { serve, close: profiles.close };
}

const RAISE = 'ask the operator of this server for a connection with a larger --call-budget';

const unservable = (problem: string) =>
  new Failure({
    kind: 'account',
    what: `This connection cannot be served as it was meant. ${problem}`,
    next: 'The operator of this server should revoke it and add it anew.',
  });

/** Nobody reads or overwrites the files of another connection. */
function ownFolders(dirs: readonly string[] = [], key: string): string[] {
  const own = dirs.map((dir) => join(dir, key));
  for (const folder of own) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return own;
}

function entrance(key: string, perMinute: number, { redis }: Shared): () => Promise<void> {
  const rate = createCallRate(perMinute, redis, `caspio-mcp:calls:${key}`);
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
