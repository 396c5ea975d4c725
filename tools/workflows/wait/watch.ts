import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { isTimeout } from '../../../src/caspio/call.js';
import { path } from '../../../src/caspio/path.js';
import { bare } from '../../../src/caspio/shapes.js';
import type { ToolContext } from '../../../src/tool.js';
import { secondsSince, type Watched } from './handle.js';

/** Facts: import/export tasks (Ready, Busy, Processing). */
const READY = 'Ready';
const task = bare(z.looseObject({ Status: z.string().max(40) }));

const LONGEST_PAUSE = 30;
/** Reads may lag writes. Facts: record semantics. */
const LAG_MS = 4_000;
/** The answer with the handle has to arrive before the call is cut. */
const RESERVE_MS = 5_000;
/** With progress a call never ends by itself; hosts have their limits too. */
const LONGEST_MS = 600_000;

/** How the waiting ended, as far as it was seen. */
export interface Seen extends Watched {
  readonly status: string | undefined;
  readonly ended: boolean;
  readonly looks: number;
}

export const isReady = (status: string) => status === READY;

/** The Status of a task, for one Caspio call. Rejects with a Failure. */
export async function statusOf(key: string, { caspio }: ToolContext): Promise<string> {
  const request = { method: 'GET' as const, path: path`/dataImportExportTasks/${key}` };
  return (await caspio.request({ ...request, answer: task })).Status;
}

/** Seconds until the next look. Each is billed: the first come soon, for short runs, those of a long run seldom. */
function pauseAfter(waited: number): number {
  if (waited < 0.5) return 1;
  if (waited < 2) return 2;
  if (waited < 5) return 3;
  return Math.min(LONGEST_PAUSE, Math.max(5, Math.round(waited / 6)));
}

/**
 * Looks until the task is Ready, or there is no time left. A task that is Ready and was never seen otherwise may not
 * have begun as far as reads know: then it must be Ready for some seconds. Rejects with a Failure, or when the client
 * leaves; `noted` hears what was seen up to then.
 */
export async function watch(
  key: string,
  from: Watched & { readonly looksAtOnce: boolean },
  context: ToolContext,
  noted: (seen: Seen) => void,
): Promise<Seen> {
  const { since, looksAtOnce } = from;
  const { leftMs, signal, progress } = context;
  const beganAt = performance.now();
  const before = looksAtOnce ? secondsSince(since) : 0;
  const waited = () => before + (performance.now() - beganAt) / 1_000;
  let seen: Seen = { run: from.run, since, status: undefined, ended: false, looks: 0 };
  let readySince: number | undefined;

  for (;;) {
    if (seen.looks > 0 || !looksAtOnce) {
      const pause = pauseAfter(waited()) * 1_000;
      const isTooLong = performance.now() - beganAt + pause > LONGEST_MS;
      if (isTooLong || leftMs() - pause < RESERVE_MS) return seen;
      await sleep(pause, undefined, { signal }).catch(() => {
        if (!isTimeout(signal.reason)) throw signal.reason;
      });
      if (signal.aborted) return seen;
    }
    const status = await statusOf(key, context);
    const now = performance.now();
    if (isReady(status)) readySince ??= now;
    else readySince = undefined;
    const run = isReady(status) ? seen.run : 'seen';
    const ended = readySince !== undefined && (run === 'seen' || now - readySince >= LAG_MS);
    seen = { run, since, status, ended, looks: seen.looks + 1 };
    noted(seen);
    const seconds = Math.round(waited());
    progress(seconds, undefined, `Status ${status} after ${seconds} s`);
    if (ended) return seen;
  }
}
