import { ProtocolError, ProtocolErrorCode, Server, type Tool } from '@modelcontextprotocol/server';
import { readArguments } from './arguments.js';
import { Failure, timedOut } from './caspio/errors.js';
import { NeedsConfirmation } from './guard.js';
import type { Log } from './log.js';
import { suggestion } from './nearest.js';
import { type PublishedTool, publish } from './publish.js';
import { type Rendered, render, renderConfirmation, renderFailure } from './result.js';
import type { ToolContext, ToolSpec } from './tool.js';

export interface ServerParts {
  readonly tools: readonly ToolSpec[];
  readonly instructions: string;
  readonly version: string;
  /** What a call works with; `signal` ends it. */
  readonly context: (signal: AbortSignal) => ToolContext;
  readonly maxResultChars: number;
  readonly log: Log;
}

/** No call takes longer: hosts give up after 60 s. */
const CALL_SECONDS = 50;

/** Prepares everything that calls share, and gives the factory of the cheap per-connection servers. */
export function createServerFactory(parts: ServerParts): () => Server {
  const published = new Map(parts.tools.map((spec) => [spec.name, publish(spec)]));
  // Our JSON Schema type is as loose as JSON Schema; the SDK's spells out every JSON value.
  const tools = [...published.values()].map(({ definition }) => definition as unknown as Tool);

  return () => {
    const server = new Server(
      { name: 'caspio', title: 'Caspio', version: parts.version },
      { capabilities: { tools: {} }, instructions: parts.instructions },
    );
    server.setRequestHandler('tools/list', () => ({ tools }));
    server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
      const tool = published.get(params.name);
      if (!tool) {
        const message = `There is no tool ${JSON.stringify(params.name)}. ${suggestion(params.name, [...published.keys()])}`;
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
      }
      const { content, ...rest } = await call(tool, params.arguments ?? {}, mcpReq.signal, parts);
      return { content: [...content], ...rest };
    });
    return server;
  };
}

/** The one seam around every tool: arguments, deadline, the answer within its size, and every kind of failure. */
async function call(
  tool: PublishedTool,
  raw: Readonly<Record<string, unknown>>,
  cancelled: AbortSignal,
  { context, maxResultChars, log }: ServerParts,
): Promise<Rendered> {
  const startedAt = performance.now();
  const deadline = AbortSignal.timeout(CALL_SECONDS * 1_000);
  const tools = context(AbortSignal.any([cancelled, deadline]));
  const { spec } = tool;
  const done = (outcome: string, rendered: Rendered): Rendered => {
    log.info({ tool: spec.name, outcome, ms: Math.round(performance.now() - startedAt) }, 'call');
    return rendered;
  };
  try {
    const answer = await spec.run(readArguments(tool, raw), tools);
    return done('ok', render(answer, maxResultChars, spec.output !== undefined));
  } catch (error) {
    if (error instanceof NeedsConfirmation)
      return done('unconfirmed', renderConfirmation(error.confirmation));
    if (cancelled.aborted) return done('cancelled', renderFailure(CANCELLED));
    if (error instanceof Failure) return done(error.kind, renderFailure(await tools.schema.explain(error)));
    if (deadline.aborted) return done('network', renderFailure(NO_TIME));
    log.error({ tool: spec.name, err: error }, 'fault');
    return done('fault', renderFailure(FAULT));
  }
}

const CANCELLED = new Failure({
  kind: 'network',
  what: 'The call was cancelled',
  next: 'Repeat it if it is still wanted.',
});

/** A request under way when the deadline passes reports that itself; here nothing was being sent. */
const NO_TIME = timedOut(CALL_SECONDS, 'Caspio', false);

const FAULT = new Failure({
  kind: 'caspio',
  what: 'This server has a fault of its own, which its log describes',
  next: 'Report it to the makers of caspio-mcp with the log lines.',
});
