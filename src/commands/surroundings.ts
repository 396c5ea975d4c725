import type { Log } from '../log.js';

/** What a command has of the process it runs in, which only main.ts knows. */
export interface Surroundings {
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** To stdout, which belongs to the protocol while it is served. */
  readonly print: (text: string) => void;
  /** A line to the operator, whatever the level of the log. */
  readonly tell: (line: string) => void;
  readonly askedToEnd: () => Promise<unknown>;
  /** What still hangs at the end, such as a login that was given up, must not keep the process. */
  readonly exitSoon: (code?: number) => void;
}

/** How a command ended: with an exit code, or with the problems that kept it from starting. */
export type Ended = { readonly code: number } | { readonly problems: readonly string[] };
