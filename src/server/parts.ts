import type { Server } from '@modelcontextprotocol/server';
import type { Call } from '../caspio/client.js';
import type { Consent } from '../guard.js';
import type { Log } from '../log.js';
import type { PromptSpec } from '../prompt.js';
import type { ResourceSpec } from '../resource.js';
import type { Shelf } from '../shelf.js';
import type { Effect, Progress, ToolContext, ToolSpec } from '../tool.js';

/** What a server is made of. */
export interface ServerParts {
  readonly tools: readonly ToolSpec[];
  readonly resources: readonly ResourceSpec[];
  readonly prompts: readonly PromptSpec[];
  /** The names of all tools, those that were not selected included. */
  readonly toolNames: readonly string[];
  readonly instructions: string;
  readonly version: string;
  /** What a call works with. */
  readonly context: (call: Call, progress: Progress, consent: Consent) => ToolContext;
  /** What tools have kept for the client; absent where no client can come back for it. */
  readonly shelf?: Shelf | undefined;
  /** Seals what goes through clients while a person is asked: 32 bytes, the same for all replicas. */
  readonly sealingKey: Uint8Array;
  readonly maxResultChars: number;
  readonly log: Log;
  /** Asked before every call; rejects with a Failure where none may be made. */
  readonly enter?: (() => Promise<void>) | undefined;
  /** Whose calls they are, for the log; absent where there is only one. */
  readonly connection?: string | undefined;
  /** Hears of every call when it has ended. */
  readonly called?: ((call: CallEvent) => void) | undefined;
  /** How long a call may take without progress. */
  readonly callSeconds?: number | undefined;
}

/** One call that has ended, for counts and audits. */
export interface CallEvent {
  /** The name of a tool, or `resource:` or `prompt:` and that of one of those; `unknown` for what nobody knows. */
  readonly tool: string;
  /** Absent for a tool that is not there. */
  readonly effect: Effect | undefined;
  /** `ok`, the kind of a failure, `unconfirmed`, `asked`, `declined`, `cancelled`, `refused` (no such tool here) or `fault`. */
  readonly outcome: string;
  readonly ms: number;
  /** What the client calls itself. */
  readonly client: string | undefined;
  /** Names and conditions, but values and contents too; as they were sent, where they are wrong. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Records that it gave, that it changed, and that there are, as far as the answer tells. */
  readonly rows?: number | undefined;
  readonly recordsAffected?: number | undefined;
  readonly totalCount?: number | undefined;
  /** Requests to Caspio, and the ids that Caspio gave to the first of them. */
  readonly upstream: number;
  readonly requestIds: readonly string[];
}

/** Makes the server of one connection or request; `client` is what is known of its name beforehand. */
export type ServerFactory = (client?: string) => Server;
