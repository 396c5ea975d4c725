import * as z from 'zod';
import { isTimeout } from '../../src/caspio/call.js';
import { badArgument } from '../../src/caspio/errors.js';
import { Failure } from '../../src/caspio/failure.js';
import { path } from '../../src/caspio/path.js';
import { defineTool, type ToolContext } from '../../src/tool.js';
import * as inputs from '../inputs.js';
import { handleOf, nowSeconds, secondsSince, type Watched, watchedIn } from './wait/handle.js';
import { isReady, type Seen, statusOf, watch } from './wait/watch.js';

/** An import or export task from its start to its end. */
export const runWait = defineTool({
  name: 'caspio_run_wait',
  title: 'Run a task and wait',
  effect: 'update',
  description:
    'Starts an import or export task, which must be Ready, and waits until it is Ready again; imports may change whole tables. Every look at its Status is one call. A run that takes longer gives a handle: call again with it. Caspio does not tell whether a run succeeded.',
  bounds: 'none',
  input: z.strictObject({
    external_key: inputs.nameOrId('ExternalKey of the task.'),
    handle: z
      .string()
      .min(1, 'is blank')
      .optional()
      .describe('From the last answer: only waits, starts nothing.'),
  }),
  output: inputs.echo,
  async run({ external_key: key, handle }, context) {
    const known = handle === undefined ? undefined : watchedIn(handle, key);
    const watched = known ?? (await start(key, context));
    let seen: Seen = { ...watched, status: undefined, ended: false, looks: 0 };
    try {
      seen = await watch(key, { ...watched, looksAtOnce: known !== undefined }, context, (now) => {
        seen = now;
      });
    } catch (error) {
      if (error instanceof Failure) throw error.advise(`${error.next} ${GO_ON} ${handleOf(key, seen)}`);
      // The time ran out while a look waited for its turn.
      if (!isTimeout(error)) throw error;
    }
    // The look before the start, and the start.
    return told(key, seen, known ? 0 : 2);
  },
});

const GO_ON = 'Then wait on, which starts nothing, by calling caspio_run_wait with this handle:';

/** Starts a task that is Ready. Rejects with a Failure that says how to go on, if that can be by waiting. */
async function start(key: string, context: ToolContext): Promise<Watched> {
  const status = await statusOf(key, context);
  const since = nowSeconds();
  if (!isReady(status)) {
    throw badArgument(
      'external_key',
      `the task is ${JSON.stringify(status)}, not Ready, and was not started`,
      `To wait for the run that is under way, call again with handle ${handleOf(key, { run: 'seen', since })}; start it after that, if it is still wanted.`,
    );
  }
  try {
    await context.caspio.request({ method: 'POST', path: path`/dataImportExportTasks/${key}/run` });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.outcome === 'unknown') {
      throw error.advise(
        `Do not start it again before you know: call with handle ${handleOf(key, { run: 'unsure', since })}, which looks whether it runs, and starts nothing.`,
      );
    }
    const isRunning = error.kind === 'arguments' && [400, 409].includes(error.caspio?.status ?? 0);
    if (isRunning) {
      throw error.advise(
        `Somebody else probably started it a moment ago. To wait for that run, call again with handle ${handleOf(key, { run: 'unsure', since })}.`,
      );
    }
    if (error.outcome !== 'done') throw error;
  }
  return { run: 'started', since };
}

function told(external_key: string, seen: Seen, before: number) {
  const { run, since, status, ended, looks } = seen;
  const result = {
    external_key,
    ended,
    ...(status !== undefined && { status }),
    seconds: secondsSince(since),
    seen_running: run === 'seen',
    calls: before + looks,
    ...(!ended && { handle: handleOf(external_key, seen) }),
  };
  return { result, note: ended ? END[run] : NOT_YET };
}

const CHECK = 'Caspio does not tell whether it succeeded: look at what it should have changed.';
const END = {
  seen: `The run has ended. ${CHECK}`,
  started: `The task is Ready and was not seen running, so the run was short. ${CHECK}`,
  unsure: `The task is Ready and was not seen running: either its run was short, or it never started. Look at what it should have changed before you start it again.`,
};
const NOT_YET =
  'Not ended yet. Call again with handle and the same external_key: that goes on waiting and starts nothing.';
