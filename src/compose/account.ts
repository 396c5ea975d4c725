import { hkdfSync } from 'node:crypto';
import { configuredAccount } from '../account.js';
import { type AppParts, createApp, createProfile, type ProfileParts } from '../app.js';
import { rateOf } from '../caspio/limiter.js';
import type { Config } from '../config.js';
import { embeddedSandbox } from '../embedded.js';
import { createBackup } from '../files/backup.js';
import { createFiles } from '../files/index.js';
import type { Log } from '../log.js';
import { type Catalogue, namesOf, select } from '../registry.js';
import { createBudget } from '../usage/budget.js';
import { createCalendar } from '../usage/period.js';
import { type Shared, share } from './shared.js';

/** What the server and the doctor work with; or the problems, where the settings do not allow it. */
export async function prepare(config: Config, { toolsets, resources, prompts }: Catalogue, log: Log) {
  const { tools, problems } = select(toolsets, config);
  if (problems.length > 0) return { problems };
  const shared = await share(config, log);
  if ('problem' in shared) return { problems: [shared.problem] };
  const budget = accountBudget(config, shared, accountKey(config));
  if ('problem' in budget) return { problems: [budget.problem] };
  const sandbox = config.sandbox ? embeddedSandbox() : undefined;
  const account = sandbox?.account ?? (() => configuredAccount(config));
  const settings = { rate: rateOf(config.rateLimit), limiterOf: shared.limiterOf };
  const offered = { tools, resources, prompts, toolNames: namesOf(toolsets) };
  return { ...offered, account, budget, settings, sandbox, shared };
}

export type Ready = Exclude<Awaited<ReturnType<typeof prepare>>, { problems: unknown }>;
type Watched = Pick<AppParts, 'version' | 'log' | 'called' | 'shelf'> & Pick<ProfileParts, 'requested'>;

/** One account's machinery, as the settings want it. */
export function appOf(
  config: Config,
  { sandbox, account, budget, settings, shared, ...ready }: Ready,
  { requested, ...watched }: Watched,
) {
  const meter = shared.meterOf(accountKey(config));
  const profile = createProfile({ account, budget, meter, settings, requested, log: watched.log });
  const app = createApp({
    ...ready,
    ...watched,
    profile,
    budget,
    meter,
    sandbox: sandbox !== undefined,
    files: createFiles(config.filesDir ?? [], fetchPolicy(config), [config.backupDir ?? []].flat()),
    confirmAbove: config.confirmAbove,
    maxResultChars: config.maxResultChars,
    sealingKey: sealingKeyOf(config),
    backup: config.backupDir === undefined ? undefined : createBackup(config.backupDir),
  });
  return {
    ...app,
    async close() {
      await profile.caspio.close();
      await sandbox?.close();
      await shared.close();
    },
  };
}

/** Of a secret that all replicas have; where there is none, each process has a key of its own. */
export function sealingKeyOf({ key, token }: Config): Uint8Array | undefined {
  const secret = key ?? token;
  if (secret === undefined) return undefined;
  return new Uint8Array(hkdfSync('sha256', secret, '', 'caspio-mcp request state', 32));
}

/** Over HTTP an upload from an address would leave from a machine that is not the client's. */
export const fetchPolicy = ({ command, fetchUrls }: Config) =>
  command === 'http' && !fetchUrls ? 'off' : undefined;

/** What an account is counted under: a name that may stand in a file name. */
export const accountKey = ({
  sandbox,
  origin,
}: {
  readonly sandbox?: boolean | undefined;
  readonly origin?: string | undefined;
}) => (sandbox ? 'sandbox' : origin ? new URL(origin).host.replace(/[^\w.-]/g, '_') : 'unknown');

/** The calls of an account are counted together, whichever process and whichever connection makes them. */
export function accountBudget({ callBudget, accountTimeZone }: Config, shared: Shared, key: string) {
  try {
    return createBudget(callBudget, shared.counterOf(key), createCalendar(accountTimeZone));
  } catch (error) {
    return { problem: `--data-dir cannot be used: ${error instanceof Error ? error.message : error}.` };
  }
}
