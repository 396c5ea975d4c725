import { type Account, createCaspio } from './caspio/client.js';
import type { createFiles } from './files/index.js';
import { createGuard } from './guard.js';
import { instructions } from './instructions.js';
import type { Log } from './log.js';
import { createSchemaCache } from './schema/index.js';
import { createServerFactory } from './server.js';
import type { ToolSpec } from './tool.js';

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
}

/** One account's machinery, shared by all connections: a factory of servers, and what must be closed at the end. */
export function createApp({ account, confirmAbove, sandbox, files, ...rest }: AppParts) {
  const caspio = createCaspio(account);
  const schemas = createSchemaCache(caspio);
  const confirm = createGuard(confirmAbove);
  const factory = createServerFactory({
    ...rest,
    instructions: instructions(rest.tools, { sandbox }),
    context: (signal, progress) => ({
      caspio: caspio.forCall(signal),
      schema: schemas.forCall(signal),
      files: files.forCall(signal),
      confirm,
      progress,
    }),
  });
  return { factory, close: caspio.close };
}
