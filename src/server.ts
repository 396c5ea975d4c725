import {
  CLIENT_INFO_META_KEY,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type Tool,
} from '@modelcontextprotocol/server';
import { readArguments } from './arguments.js';
import type { Call } from './caspio/client.js';
import { outOfTime } from './caspio/errors.js';
import { Failure } from './caspio/failure.js';
import type { RequestEvent } from './caspio/traffic.js';
import { createDeadline } from './deadline.js';
import { NeedsConfirmation } from './guard.js';
import type { Log } from './log.js';
import { suggestion } from './nearest.js';
import { type PublishedTool, publish } from './publish.js';
import { type Rendered, render, renderConfirmation, renderFailure } from './result.js';
import type { AnyAnswer, Effect, Progress, ToolContext, ToolSpec } from './tool.js';

export interface ServerParts {
  readonly tools: readonly ToolSpec[];
  /** The names of all tools, those that were not selected included. */
  readonly catalogue: readonly string[];
  readonly instructions: string;
  readonly version: string;
  /** What a call works with. */
  readonly context: (call: Call, progress: Progress) => ToolContext;
  readonly maxResultChars: number;
  readonly log: Log;
  /** Asked before every call; rejects with a Failure where none may be made. */
  readonly enter?: (() => Promise<void>) | undefined;
  /** Hears of every call when it has ended. */
  readonly called?: ((call: CallEvent) => void) | undefined;
  /** How long a call may take without progress. */
  readonly callSeconds?: number | undefined;
}

/** One call that has ended, for counts and audits. */
export interface CallEvent {
  readonly tool: string;
  readonly effect: Effect;
  /** `ok`, the kind of a failure, `unconfirmed`, `cancelled` or `fault`. */
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

/** No call takes longer: hosts give up after 60 s. */
const CALL_SECONDS = 50;
/** Within this time a tool whose signal has fired says itself what became of it. */
const LAST_WORDS_MS = 1_000;
/** An export has thousands. */
const MOST_REQUEST_IDS = 20;

/** Prepares everything that calls share, and gives the factory of the cheap per-connection servers. */
export function createServerFactory(parts: ServerParts): ServerFactory {
  const published = new Map(parts.tools.map((spec) => [spec.name, publish(spec)]));
  // Our JSON Schema type is as loose as JSON Schema; the SDK's spells out every JSON value.
  const tools = [...published.values()].map(({ definition }) => definition as unknown as Tool);

  return (client) => {
    const server = new Server(
      { name: 'caspio', title: 'Caspio', version: parts.version },
      { capabilities: { tools: {} }, instructions: parts.instructions },
    );
    server.setRequestHandler('tools/list', () => ({ tools }));
    server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
      const tool = published.get(params.name);
      if (!tool)
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, noTool(params.name, published, parts));
      const progressToken = mcpReq._meta?.progressToken;
      const tell = (progress: number, total: number | undefined, message: string) => {
        if (progressToken === undefined) return false;
        const params = { progressToken, progress, message, ...(total !== undefined && { total }) };
        void mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
        return true;
      };
      const { content, ...rest } = await call(
        tool,
        params.arguments ?? {},
        {
          cancelled: mcpReq.signal,
          tell,
          name: nameIn(mcpReq.envelope) ?? server.getClientVersion()?.name ?? client,
        },
        parts,
      );
      return { content: [...content], ...rest };
    });
    return server;
  };
}

function noTool(
  name: string,
  published: ReadonlyMap<string, PublishedTool>,
  { catalogue }: ServerParts,
): string {
  return catalogue.includes(name)
    ? `The tool ${name} is switched off here: the server was started with a selection of tools, or read-only.`
    : `There is no tool ${JSON.stringify(name.slice(0, 100))}. ${suggestion(name, [...published.keys()])}`;
}

/** What a client of the 2026 revision says of itself with every request. */
function nameIn(envelope: Readonly<Record<string, unknown>> = {}): string | undefined {
  const info = envelope[CLIENT_INFO_META_KEY];
  return typeof info === 'object' && info !== null && 'name' in info ? String(info.name) : undefined;
}

/** The client's side of a call. */
interface Caller {
  readonly name: string | undefined;
  readonly cancelled: AbortSignal;
  /** Reports progress; false where the client did not ask for it. */
  readonly tell: (...progress: Parameters<Progress>) => boolean;
}

/** The one seam around every tool: arguments, deadline, the answer within its size, and every kind of failure. */
async function call(
  tool: PublishedTool,
  raw: Readonly<Record<string, unknown>>,
  { name: client, cancelled, tell }: Caller,
  { context, maxResultChars, log, enter, called, callSeconds = CALL_SECONDS }: ServerParts,
): Promise<Rendered> {
  const startedAt = performance.now();
  const deadline = createDeadline(callSeconds, cancelled);
  const progress = throttled((...done) => {
    if (tell(...done)) deadline.renew();
  });
  const { spec } = tool;
  const { signal, leftMs } = deadline;
  let args = raw;
  const requestIds: string[] = [];
  let upstream = 0;
  const observe = ({ requestId }: RequestEvent) => {
    upstream += 1;
    if (requestId !== undefined && requestIds.length < MOST_REQUEST_IDS) requestIds.push(requestId);
  };
  const tools = context({ tool: spec.name, signal, leftMs, behalf: { observe } }, progress);
  const done = (outcome: string, rendered: Rendered, reason?: string, answer?: AnyAnswer): Rendered => {
    const ms = Math.round(performance.now() - startedAt);
    log.info({ tool: spec.name, outcome, reason, ms }, 'call');
    const { name, effect } = spec;
    const counts = answer && countsOf(answer);
    called?.({ tool: name, effect, outcome, ms, client, args, ...counts, upstream, requestIds });
    return rendered;
  };
  try {
    await enter?.();
    args = readArguments(tool, raw);
    const answer = await orLeave(spec.run(args, tools), deadline.signal);
    return done('ok', render(answer, maxResultChars, spec.output !== undefined), undefined, answer);
  } catch (error) {
    if (error instanceof NeedsConfirmation)
      return done('unconfirmed', renderConfirmation(error.confirmation));
    if (cancelled.aborted) return done('cancelled', renderFailure(spec.effect === 'read' ? CANCELLED : LEFT));
    if (error instanceof Failure) {
      // What is wrong with an argument may quote it.
      const reason = error.kind === 'arguments' ? undefined : error.what;
      return done(error.kind, renderFailure(await tools.schema.explain(error)), reason);
    }
    // A request under way reports this itself; here nothing was being sent.
    if (deadline.passed()) return done('network', renderFailure(outOfTime(callSeconds)));
    log.error({ tool: spec.name, err: error }, 'fault');
    return done('fault', renderFailure(FAULT));
  } finally {
    deadline.stop();
  }
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
