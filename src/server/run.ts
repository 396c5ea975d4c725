import { outOfTime } from '../caspio/errors.js';
import { Failure } from '../caspio/failure.js';
import type { RequestEvent } from '../caspio/traffic.js';
import { createDeadline } from '../deadline.js';
import type { AnyAnswer, Effect, Progress, ToolContext } from '../tool.js';
import type { Caller } from './caller.js';
import type { ServerParts } from './parts.js';

/** No call takes longer: hosts give up after 60 s. */
const CALL_SECONDS = 50;
/** Within this time a tool whose signal has fired says itself what became of it. */
const LAST_WORDS_MS = 1_000;
/** An export has thousands. */
const MOST_REQUEST_IDS = 20;

interface Work {
  /** As it is counted and audited. */
  readonly name: string;
  readonly effect: Effect | undefined;
  readonly args: Readonly<Record<string, unknown>>;
  /** What a person has confirmed of it. */
  readonly confirmed?: number | undefined;
}

/** One piece of work for a client: within its time, counted, audited, and every kind of end told in one way. */
export interface Run {
  /** Does it. Rejects as `act` does, or when the time is over. */
  within<T>(act: (tools: ToolContext) => Promise<T>): Promise<T>;
  /** To be told how it ended, once. `args` where they are known better by then. */
  ended(
    outcome: string,
    more?: { reason?: string | undefined; answer?: AnyAnswer; args?: Work['args'] },
  ): void;
  /** Ends it with what was thrown, and gives that as a Failure to show. */
  failed(error: unknown, args?: Work['args']): Promise<Failure>;
}

export function startRun({ name, effect, args, confirmed }: Work, caller: Caller, parts: ServerParts): Run {
  const { context, log, enter, called, connection, callSeconds = CALL_SECONDS } = parts;
  const startedAt = performance.now();
  const { cancelled } = caller;
  const deadline = createDeadline(callSeconds, cancelled);
  const progress = throttled((...done) => {
    if (caller.tell(...done)) deadline.renew();
  });
  const requestIds: string[] = [];
  let upstream = 0;
  const observe = ({ requestId }: RequestEvent) => {
    upstream += 1;
    if (requestId !== undefined && requestIds.length < MOST_REQUEST_IDS) requestIds.push(requestId);
  };
  const { signal, leftMs } = deadline;
  const tools = context({ tool: name, signal, leftMs, behalf: { observe } }, progress, {
    confirmed,
    canAsk: caller.canAsk,
  });

  const run: Run = {
    async within(act) {
      await enter?.();
      return orLeave(act(tools), signal);
    },
    ended(outcome, { reason, answer, args: known = args } = {}) {
      deadline.stop();
      const ms = Math.round(performance.now() - startedAt);
      log.info({ connection, tool: name, outcome, reason, ms }, 'call');
      const counts = answer && countsOf(answer);
      const client = caller.name;
      called?.({ tool: name, effect, outcome, ms, client, args: known, ...counts, upstream, requestIds });
    },
    async failed(error, known) {
      const end = (outcome: string, failure: Failure, reason?: string) => {
        run.ended(outcome, { reason, ...(known && { args: known }) });
        return failure;
      };
      if (cancelled.aborted) return end('cancelled', effect === 'read' ? CANCELLED : LEFT);
      if (error instanceof Failure) {
        // What is wrong with an argument may quote it.
        const reason = error.kind === 'arguments' ? undefined : error.what;
        return end(error.kind, await tools.schema.explain(error), reason);
      }
      // A request under way reports this itself; here nothing was being sent.
      if (deadline.passed()) return end('network', outOfTime(callSeconds));
      log.error({ connection, tool: name, err: error }, 'fault');
      return end('fault', FAULT);
    },
  };
  return run;
}

function countsOf(answer: AnyAnswer) {
  return {
    rows: 'rows' in answer ? answer.rows.length : undefined,
    recordsAffected: answer.records_affected,
    totalCount: answer.total_count,
  };
}

/** The work's own end, or the signal's reason should it not end by itself soon after the signal. */
function orLeave<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    work.then(resolve, reject);
    const leave = () => setTimeout(() => reject(signal.reason), LAST_WORDS_MS).unref();
    signal.addEventListener('abort', leave, { once: true });
  });
}

/** Progress at most twice a second: clients show it, nobody counts it. */
function throttled(report: Progress): Progress {
  let last = Number.NEGATIVE_INFINITY;
  return (...progress) => {
    const now = performance.now();
    if (now - last < 500) return;
    last = now;
    report(...progress);
  };
}

const CANCELLED = new Failure({
  kind: 'network',
  what: 'The call was cancelled',
  next: 'Repeat it if it is still wanted.',
});

const LEFT = new Failure({
  kind: 'network',
  what: 'The call was cancelled; if it was under way already, the change may have been made',
  next: 'Look whether it was, before you repeat it.',
});

const FAULT = new Failure({
  kind: 'caspio',
  what: 'This server has a fault of its own, which its log describes',
  next: 'Report it to the makers of caspio-mcp with the log lines.',
});
