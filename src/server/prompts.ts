import { ProtocolError, ProtocolErrorCode, type Server } from '@modelcontextprotocol/server';
import { suggestion } from '../nearest.js';
import { failureText } from '../result.js';
import { callerOf } from './caller.js';
import type { ServerParts } from './parts.js';
import { startRun } from './run.js';

/** Serves the tasks that a person can start from a menu. */
export function servePrompts(server: Server, parts: ServerParts, client: string | undefined): void {
  const { prompts, tools: offered } = parts;
  const offers = (tool: string) => offered.some(({ name }) => name === tool);
  server.setRequestHandler('prompts/list', () => ({
    prompts: prompts.map(({ name, title, description, arguments: args }) => ({
      name,
      title,
      description,
      arguments: args.map(({ name, description, required }) => ({ name, description, required })),
    })),
  }));
  server.setRequestHandler('prompts/get', async ({ params }, context) => {
    const spec = prompts.find(({ name }) => name === params.name);
    if (!spec)
      throw invalid(
        noPrompt(
          params.name,
          prompts.map(({ name }) => name),
        ),
      );
    const { arguments: args = {} } = params;
    const missing = spec.arguments.find(({ name, required }) => required && !args[name]?.trim());
    if (missing) throw invalid(`${missing.name}: is required. ${missing.description}`);
    const run = startRun(
      { name: `prompt:${spec.name}`, effect: 'read', args },
      callerOf(server, context, client),
      parts,
    );
    try {
      const text = await run.within((tools) => spec.write(args, tools, offers));
      run.ended('ok');
      const { description } = spec;
      return { description, messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] };
    } catch (error) {
      const failure = await run.failed(error);
      const text = failureText(failure);
      throw failure.kind === 'arguments' || failure.argument !== undefined
        ? invalid(text)
        : new ProtocolError(ProtocolErrorCode.InternalError, text);
    }
  });
}

const invalid = (message: string) => new ProtocolError(ProtocolErrorCode.InvalidParams, message);

const noPrompt = (name: string, known: readonly string[]) =>
  `There is no prompt ${JSON.stringify(name.slice(0, 100))}. ${suggestion(name, known)}`;
