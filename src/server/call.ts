import type { InputRequiredResult, ServerContext } from '@modelcontextprotocol/server';
import { readArguments } from '../arguments.js';
import { NeedsConfirmation } from '../guard.js';
import { type Rendered, render, renderConfirmation, renderDeclined, renderFailure } from '../result.js';
import type { ToolSpec } from '../tool.js';
import type { Asking } from './asking.js';
import type { Caller } from './caller.js';
import type { ServerParts } from './parts.js';
import { startRun } from './run.js';

/**
 * One call of a tool: its arguments, its answer within the size, every kind of failure as a text; and where it needs a
 * confirmation, a question to the person if the client can ask one.
 */
export async function callTool(
  spec: ToolSpec,
  raw: Readonly<Record<string, unknown>>,
  caller: Caller,
  context: ServerContext,
  asking: Asking,
  parts: ServerParts,
): Promise<Rendered | InputRequiredResult> {
  const asked = { tool: spec.name, args: raw };
  const reply = asking.replyIn(context, asked);
  const confirmed = reply && 'confirmed' in reply ? reply.confirmed : undefined;
  const run = startRun({ name: spec.name, effect: spec.effect, args: raw, confirmed }, caller, parts);
  if (reply && 'declined' in reply) {
    run.ended(reply.declined);
    return renderDeclined(reply.declined);
  }
  let args = raw;
  try {
    const answer = await run.within((tools) => {
      args = readArguments(spec, raw);
      return spec.run(args, tools);
    });
    run.ended('ok', { answer, args });
    return render(answer, parts.maxResultChars, spec.output !== undefined);
  } catch (error) {
    if (!(error instanceof NeedsConfirmation)) return renderFailure(await run.failed(error, args));
    const { confirmation } = error;
    // A number that the model gave and that is wrong is its own mistake; no person has to look at that.
    const { expected_count, count } = confirmation;
    const ask = caller.canAsk && (expected_count === undefined || expected_count === count);
    run.ended(ask ? 'asked' : 'unconfirmed', { args });
    return ask ? asking.ask(confirmation, asked, context) : renderConfirmation(confirmation);
  }
}
