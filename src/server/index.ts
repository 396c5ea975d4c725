import {
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type Tool,
} from '@modelcontextprotocol/server';
import { suggestion } from '../nearest.js';
import { publish } from '../publish.js';
import type { Rendered } from '../result.js';
import type { ToolSpec } from '../tool.js';
import { createAsking } from './asking.js';
import { callTool } from './call.js';
import { callerOf } from './caller.js';
import { serveCompletion } from './completion.js';
import type { ServerFactory, ServerParts } from './parts.js';
import { servePrompts } from './prompts.js';
import { matched, serveResources } from './resources.js';
import { startRun } from './run.js';

export type { CallEvent, ServerFactory, ServerParts } from './parts.js';

/** Lists change with a new version of the server only; what they hold is the account's own business. */
const CACHED = { ttlMs: 300_000, cacheScope: 'private' as const };

/** Prepares everything that calls share, and gives the factory of the cheap per-connection servers. */
export function createServerFactory(parts: ServerParts): ServerFactory {
  const specs = new Map(parts.tools.map((spec) => [spec.name, spec]));
  let listed: Tool[] | undefined;
  // Our JSON Schema type is as loose as JSON Schema; the SDK's spells out every JSON value.
  const list = () => parts.tools.map((spec) => publish(spec) as unknown as Tool);
  const asking = createAsking(parts.sealingKey);
  const resources = matched(parts.resources);

  return (client) => {
    const server = new Server(
      { name: 'caspio', title: 'Caspio', version: parts.version },
      {
        capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
        instructions: parts.instructions,
        requestState: { verify: asking.verify },
        cacheHints: { 'tools/list': CACHED, 'prompts/list': CACHED, 'resources/templates/list': CACHED },
      },
    );
    server.setRequestHandler('tools/list', () => {
      listed ??= list();
      return { tools: listed };
    });
    server.setRequestHandler('tools/call', async ({ params }, context) => {
      const caller = callerOf(server, context, client);
      const { name, arguments: args = {} } = params;
      const tool = specs.get(name);
      if (!tool) {
        const known = parts.toolNames.includes(name) ? name : 'unknown';
        startRun({ name: known, effect: undefined, args: {} }, caller, parts).ended('refused');
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, noTool(name, specs, parts));
      }
      const result = await callTool(tool, args, caller, context, asking, parts);
      return isRendered(result) ? { ...result, content: [...result.content] } : result;
    });
    serveResources(server, parts, resources, client);
    servePrompts(server, parts, client);
    serveCompletion(server, parts, client);
    return server;
  };
}

/** An answer, and not a question to the person. */
const isRendered = (result: Rendered | InputRequiredResult): result is Rendered =>
  Array.isArray(result.content);

function noTool(name: string, offered: ReadonlyMap<string, ToolSpec>, { toolNames }: ServerParts): string {
  return toolNames.includes(name)
    ? `The tool ${name} is switched off here: it is none of the tools that this server or connection was given.`
    : `There is no tool ${JSON.stringify(name.slice(0, 100))}. ${suggestion(name, [...offered.keys()])}`;
}
