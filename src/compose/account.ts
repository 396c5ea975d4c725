import { join } from 'node:path';
import { configuredAccount } from './account.js';
import { type AppParts, createApp } from './app.js';
import { rateOf } from './caspio/limiter.js';
import type { Config } from './config.js';
import { createFiles } from './files/index.js';
import { namesOf, select } from './registry.js';
import type { Toolset } from './tool.js';
import { createBudget } from './usage/budget.js';
import { createFileCounter, createMemoryCounter } from './usage/counter.js';
import { createCalendar } from './usage/period.js';

/** What the server and the doctor work with; or the problems, where the settings do not allow it. */
export function prepare(config: Config, toolsets: readonly Toolset[]) {
  const { tools, problems } = select(toolsets, config);
  if (problems.length > 0) return { problems };
  const budget = budgetOf(config);
  if ('problem' in budget) return { problems: [budget.problem] };
  const sandbox = config.sandbox ? embeddedSandbox() : undefined;
  const account = sandbox?.account ?? (() => configuredAccount(config));
  const settings = { rate: rateOf(config.rateLimit) };
  return { tools, catalogue: namesOf(toolsets), account, budget, settings, sandbox };
}

export type Ready = Exclude<ReturnType<typeof prepare>, { problems: unknown }>;
type Watched = Pick<AppParts, 'version' | 'log' | 'called' | 'requested'>;

/** One account's machinery, as the settings want it. */
export function appOf(config: Config, { sandbox, ...ready }: Ready, watched: Watched) {
  const { confirmAbove, maxResultChars, filesDir = [], command, fetchUrls } = config;
  const files = createFiles(filesDir, command === 'http' && !fetchUrls ? 'off' : undefined);
  return createApp({
    ...ready,
    ...watched,
    sandbox: sandbox !== undefined,
    files,
    confirmAbove,
    maxResultChars,
  });
}

/** Below --data-dir the calls of an account are counted together, whichever process makes them. */
function budgetOf({ callBudget, dataDir, accountTimeZone, sandbox, origin }: Config) {
  const account = sandbox ? 'sandbox' : origin ? new URL(origin).host.replace(/[^\w.-]/g, '_') : 'unknown';
  try {
    const counter = dataDir ? createFileCounter(join(dataDir, 'usage', account)) : createMemoryCounter();
    return createBudget(callBudget, counter, createCalendar(accountTimeZone));
  } catch (error) {
    return { problem: `--data-dir cannot be used: ${error instanceof Error ? error.message : error}.` };
  }
}

/** The sandbox within this process, started with the first call. */
function embeddedSandbox() {
  let started: ReturnType<typeof startSandbox> | undefined;
  return {
    async account() {
      started ??= startSandbox(0);
      return { origin: (await started).url, clientId: 'sandbox', clientSecret: 'sandbox' };
    },
    close: async () => (await started?.catch(() => undefined))?.close(),
  };
}

/** Loaded only here: a server for a real account needs none of it. A thread, since a slow query cannot be stopped. */
export async function startSandbox(port: number) {
  const sandbox = await import('./sandbox/index.js');
  return sandbox.startSandboxThread({ port });
}
