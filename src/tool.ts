import type * as z from 'zod';
import type { Caspio } from './caspio/client.js';
import type { Usage } from './caspio/meter.js';
import type { Row } from './caspio/shapes.js';
import type { Backup } from './files/backup.js';
import type { Files } from './files/index.js';
import type { Schema } from './schema/index.js';
import type { Seal } from './seal.js';
import type { BudgetState } from './usage/budget.js';

/** What a tool does to the account; decides the MCP hints, read-only mode and the docs. */
export type Effect = 'read' | 'create' | 'update' | 'delete';

/** The one shape of every success. Keys beside `result` are there only where they apply. */
export interface Answer {
  readonly result: unknown;
  readonly records_affected?: number | undefined;
  readonly total_count?: number | undefined;
  readonly note?: string | undefined;
}

/** A success with the content of a file. */
export interface FileAnswer extends Answer {
  /** Gets a block of its own. */
  readonly image?: { readonly data: string; readonly mimeType: string } | undefined;
  /** Shown whole or not at all; given as undefined where it is too much to show. */
  readonly base64?: string | undefined;
}

/** A success with something that the client can read for a while as an MCP resource. */
export interface LinkAnswer extends Answer {
  readonly link: ResourceLink;
}

/** Where a client finds what was kept for it. */
export interface ResourceLink {
  readonly uri: string;
  readonly name: string;
  readonly mimeType: string;
  /** Bytes. */
  readonly size: number;
}

/** A success whose `result` is a list of records: rendered in a format, and cut to the size limit at a record. */
export interface RecordsAnswer extends Omit<Answer, 'result'> {
  readonly rows: readonly Row[];
  readonly format: Format;
  /** Where to go on after the first `count` rows; undefined when nothing can follow or no order makes it safe. */
  readonly cursorAfter: (count: number) => string | undefined;
}

export type AnyAnswer = Answer | FileAnswer | LinkAnswer | RecordsAnswer;

export type Format = 'json' | 'csv' | 'markdown';

/** A write that may touch more than its caller means. */
export interface WideWrite {
  /** What will be done, in words: "Delete records of table Orders". */
  readonly action: string;
  /** The condition; absent where the write takes in everything, as deleting a field does. */
  readonly where?: string | undefined;
  readonly expected_count: number | undefined;
  /** The fields that it changes, shown in the sample. */
  readonly fields?: readonly string[];
  /** What it writes, as a person may see it: no secrets. Asked after `precheck`. */
  readonly writes?: () => Promise<Row>;
  /** Rejects if the write cannot succeed; asked before a person is. */
  readonly precheck?: () => Promise<void>;
  /** What is counted; records if absent. */
  readonly unit?: string;
  /** How many it reaches, and a few of them. Costs one Caspio call. */
  readonly matches: () => Promise<Matches>;
}

export interface Matches {
  readonly count: number;
  readonly sample: readonly Row[];
}

/**
 * Passes a wide write or stops it. Resolves with the number of records that it will reach (undefined where they were
 * not counted); with 0 there is nothing to send. Rejects when the write needs a confirmation that it does not have.
 */
export type Confirm = (write: WideWrite) => Promise<number | undefined>;

/**
 * Tells the client how far a long call is. A client that asked for progress hears it, and the call gets more time;
 * for others it does nothing.
 */
export type Progress = (done: number, total: number | undefined, message: string) => void;

/** Keeps a text for a quarter of an hour. */
export type Publish = (content: {
  readonly name: string;
  readonly mimeType: string;
  readonly text: string;
}) => ResourceLink;

/** What this server has sent to Caspio, and what it still may. */
export interface UsageReport extends Usage {
  readonly budget: BudgetState;
}

/** All that a tool has to work with, for one call. */
export interface ToolContext {
  readonly caspio: Caspio;
  readonly schema: Schema;
  readonly files: Files;
  readonly confirm: Confirm;
  readonly progress: Progress;
  /** Milliseconds until the call must have ended; progress gives more, where the client asked for it. */
  readonly leftMs: () => number;
  /** Fires when the client cancels the call, or its time is over; requests know it already. */
  readonly signal: AbortSignal;
  /**
   * Keeps a content for the client to read later as a resource, until it expires; undefined where no client could come
   * back for it, as over HTTP.
   */
  readonly publish: Publish | undefined;
  /** Keeps records before they are changed; undefined where the operator does not want that. */
  readonly backup: Backup | undefined;
  /** Of this server and this connection. */
  readonly seal: Seal;
  /** Costs no Caspio call. Rejects with a Failure when the count cannot be read. */
  readonly usage: () => Promise<UsageReport>;
}

/** A tool as a value. `run` is a method so that tools of unlike arguments share one list without casts. */
export interface ToolSpec<Input extends z.ZodObject = z.ZodObject, Result extends AnyAnswer = AnyAnswer> {
  readonly name: string;
  readonly title: string;
  readonly effect: Effect;
  readonly description: string;
  readonly input: Input;
  /** Only for small answers of fixed shape; they are sent as structured content too. */
  readonly output?: z.ZodObject;
  /** Where it differs from that of its toolset. */
  readonly bounds?: HeldBy;
  run(args: z.output<Input>, context: ToolContext): Promise<Result>;
}

/** Gives `run` the types of its arguments, and refuses an answer that does not fit a declared output. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  spec: ToolSpec<Input, Answer & z.input<Output>> & { readonly output: Output },
): ToolSpec;
export function defineTool<Input extends z.ZodObject>(
  spec: ToolSpec<Input> & { readonly output?: never },
): ToolSpec;
export function defineTool(spec: ToolSpec): ToolSpec {
  return spec;
}

/** What a probe found: what it saw, in a few words, or why there was nothing to try. */
export type Probed = { readonly saw: string } | { readonly nothing: string };

/** One cheap read that shows whether the profile may use a toolset. Changes nothing. Rejects with a Failure. */
export type Probe = (caspio: Caspio) => Promise<Probed>;

/** Tools of one Caspio noun, switched on and off together. */
export interface Toolset {
  readonly name: string;
  readonly title: string;
  readonly tools: readonly ToolSpec[];
  readonly probe: Probe;
  readonly bounds: HeldBy;
}

/**
 * Which allow-lists of a bounded connection hold the tools of a toolset: `free` where there is nothing to hold, `none`
 * where no list can (a webhook sends the records of any table anywhere, a task may rewrite any, an application shows
 * any).
 */
export type HeldBy = readonly ('tables' | 'views' | 'folders' | 'directories')[] | 'free' | 'none';

/** The four MCP hints. Every tool is open-world: what it reads may have been written by strangers in a web form. */
export function annotations(effect: Effect) {
  return {
    readOnlyHint: effect === 'read',
    destructiveHint: effect === 'update' || effect === 'delete',
    idempotentHint: effect === 'read' || effect === 'delete',
    openWorldHint: true,
  };
}
