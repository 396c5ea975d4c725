import { type Account, createCaspio } from './caspio/client.js';
import type { Settings } from './caspio/connection.js';
import type { RequestEvent } from './caspio/traffic.js';
import type { createFiles } from './files/index.js';
import { createGuard } from './guard.js';
import { instructions } from './instructions.js';
import type { Log } from './log.js';
import { createSchemaCache } from './schema/index.js';
import { type CallEvent, createServerFactory } from './server.js';
import type { ToolSpec } from './tool.js';
import type { Budget } from './usage/budget.js';

export interface AppParts {
  readonly tools: readonly ToolSpec[];
  /** The names of all tools, those that were not selected included. */
  readonly catalogue: readonly string[];
  /** Asked for with the first call; may reject with a Failure. */
  readonly account: () => Promise<Account>;
  readonly sandbox: boolean;
  readonly files: ReturnType<typeof createFiles>;
  readonly confirmAbove: number | 'off';
  readonly maxResultChars: number;
  readonly version: string;
  readonly log: Log;
  /** How long a call may take without progress. */
  readonly callSeconds?: number;
  readonly budget: Budget;
  /** Hears of every call of a tool when it has ended. */
  readonly called?: (call: CallEvent) => void;
  /** Hears of every request to Caspio when it has ended. */
  readonly requested?: (request: RequestEvent) => void;
  /** What differs from the client's own settings. */
  readonly settings?: Partial<Omit<Settings, 'spend' | 'observe'>>;
}

/** One account's machinery, shared by all connections: a factory of servers, and what must be closed at the end. */
export function createApp({
  account,
  confirmAbove,
  sandbox,
  files,
  budget,
  settings,
  requested,
  ...rest
}: AppParts) {
  const since = new Date().toISOString();
  const caspio = createCaspio(account, {
    ...settings,
    spend: budget.spend,
    observe(event) {
      rest.log.debug({ ...event }, 'request');
      requested?.(event);
    },
  });
  const usage = () => ({ since, ...caspio.usage(), budget: budget.state() });
  const schemas = createSchemaCache(caspio);
  const confirm = createGuard(confirmAbove);
  const factory = createServerFactory({
    ...rest,
    instructions: instructions(rest.tools, { sandbox }),
    context: (call, progress) => ({
      caspio: caspio.forCall(call),
      schema: schemas.forCall(call),
      files: files.forCall(call.signal),
      confirm,
      progress,
      usage,
    }),
  });
  return { factory, usage, close: caspio.close };
}
