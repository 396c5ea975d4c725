import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import { answering } from './answering.js';
import { asking, state } from './asking.js';
import { addPrompts } from './prompts.js';
import { addResources } from './resources.js';

const fixtures = { ...answering, ...asking };

const tools = Object.entries(fixtures).map(([name, { description, inputSchema }]) => ({
  name,
  description,
  inputSchema: inputSchema ?? { type: 'object' as const },
}));

/** What the conformance suite wants to meet: its tools, resources and prompts. */
export function fixtureServer(): Server {
  const server = new Server(
    { name: 'conformance-fixtures', version: '1.0.0' },
    {
      capabilities: { tools: {}, resources: { subscribe: true }, prompts: {}, completions: {}, logging: {} },
      requestState: { verify: state.verify },
    },
  );
  server.setRequestHandler('tools/list', () => ({ tools }));
  server.setRequestHandler('tools/call', ({ params }, context) => {
    const fixture = fixtures[params.name];
    if (!fixture) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no tool ${params.name}`);
    return fixture.run(context, params.arguments ?? {});
  });
  addResources(server);
  addPrompts(server);
  return server;
}
