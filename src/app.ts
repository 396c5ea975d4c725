import { randomBytes } from 'node:crypto';
import type { Behalf } from './caspio/call.js';
import { type Account, type Caspio, type CaspioAccount, createCaspio } from './caspio/client.js';
import type { Settings } from './caspio/connection.js';
import type { Meter } from './caspio/meter.js';
import type { RequestEvent } from './caspio/traffic.js';
import type { Backup } from './files/backup.js';
import type { createFiles } from './files/index.js';
import { createGuard } from './guard.js';
import { instructions } from './instructions.js';
import type { Log } from './log.js';
import type { PromptSpec } from './prompt.js';
import type { ResourceSpec } from './resource.js';
import { createSchemaCache, type Schema, type SchemaCache } from './schema/index.js';
import { createSeal } from './seal.js';
import { type CallEvent, createServerFactory } from './server/index.js';
import type { Shelf } from './shelf.js';
import type { ToolSpec } from './tool.js';
import type { Budget } from './usage/budget.js';

export interface ProfileParts {
  /** Asked for with the first call; may reject with a Failure. */
  readonly account: () => Promise<Account>;
  readonly budget: Budget;
  readonly meter?: Meter | undefined;
  readonly log: Log;
  /** Hears of every request to Caspio when it has ended. */
  readonly requested?: ((request: RequestEvent) => void) | undefined;
  /** What differs from the client's own settings. */
  readonly settings?: Partial<Omit<Settings, 'spend' | 'observe'>> | undefined;
}

/** One Web services profile: its login and connections, and the design of the account as it sees it. */
export interface Profile {
  readonly caspio: CaspioAccount;
  readonly schemas: SchemaCache;
}

export function createProfile({ account, budget, meter, log, requested, settings }: ProfileParts): Profile {
  const caspio = createCaspio(account, {
    ...settings,
    meter,
    spend: budget.spend,
    observe(event) {
      log.debug({ ...event }, 'request');
      requested?.(event);
    },
  });
  return { caspio, schemas: createSchemaCache(caspio) };
}

export interface AppParts {
  readonly profile: Profile;
  readonly tools: readonly ToolSpec[];
  /** The names of all tools, those that were not selected included. */
  readonly toolNames: readonly string[];
  readonly sandbox: boolean;
  readonly files: ReturnType<typeof createFiles>;
  readonly confirmAbove: number | 'off';
  readonly maxResultChars: number;
  readonly version: string;
  readonly log: Log;
  /** How long a call may take without progress. */
  readonly callSeconds?: number | undefined;
  /** Hears of every call of a tool when it has ended. */
  readonly called?: ((call: CallEvent) => void) | undefined;
  /** Asked before every call of a tool; rejects with a Failure where none may be made. */
  readonly enter?: (() => Promise<void>) | undefined;
  /** Whose calls they are, for the log. */
  readonly connection?: string | undefined;
  /** Who makes the calls, where that is not simply whoever has the profile. */
  readonly behalf?: Behalf | undefined;
  /** What of the account is within reach, where that is not all that the profile sees. */
  readonly bounds?: Bounds | undefined;
  readonly resources: readonly ResourceSpec[];
  readonly prompts: readonly PromptSpec[];
  /** Where clients come back for what is kept for them. */
  readonly shelf?: Shelf | undefined;
  /** Keeps records before they are changed. */
  readonly backup?: Backup | undefined;
  /** 32 bytes that all replicas share; if absent, some of this process's own. */
  readonly sealingKey?: Uint8Array | undefined;
  /** What was used, and what may be: of the profile, or of those who make these calls. */
  readonly meter: Pick<Meter, 'usage'>;
  readonly budget: Pick<Budget, 'state'>;
}

interface Bounds {
  caspio(caspio: Caspio): Caspio;
  schema(schema: Schema): Schema;
}

const UNBOUNDED: Bounds = { caspio: (caspio) => caspio, schema: (schema) => schema };

/** What a client is served: a factory of servers for its connections, and what was used so far. */
export function createApp({
  profile,
  tools,
  sandbox,
  files,
  confirmAbove,
  behalf = {},
  bounds = UNBOUNDED,
  meter,
  budget,
  resources,
  prompts,
  sealingKey = randomBytes(32),
  backup,
  ...rest
}: AppParts) {
  const seal = createSeal(sealingKey, rest.connection ?? '');
  const usage = async () => ({ ...(await meter.usage()), budget: await budget.state() });
  /** The same with fewer tools. */
  const factoryFor = (selected: readonly ToolSpec[]) => {
    const served = servedBy(selected);
    return createServerFactory({
      ...rest,
      sealingKey,
      tools: selected,
      resources: resources.filter(served),
      prompts: prompts.filter(served),
      instructions: instructions(selected, { sandbox }),
      context(given, progress, consent) {
        const call = { ...given, behalf: { ...behalf, ...given.behalf } };
        return {
          caspio: bounds.caspio(profile.caspio.forCall(call)),
          schema: bounds.schema(profile.schemas.forCall(call)),
          files: files.forCall(call.signal),
          confirm: createGuard(confirmAbove, consent),
          progress,
          leftMs: call.leftMs,
          signal: call.signal,
          publish: rest.shelf?.put,
          backup,
          seal,
          usage,
        };
      },
    });
  };
  return { tools, factory: factoryFor(tools), factoryFor, usage };
}

/** Whether all tools that something needs are there. */
function servedBy(tools: readonly ToolSpec[]): (spec: { readonly needs: readonly string[] }) => boolean {
  const names = new Set(tools.map(({ name }) => name));
  return ({ needs }) => needs.every((name) => names.has(name));
}
