/**
 * The floor: the SDK's server with one tool that makes the same request as ours, with the same HTTP client and the same
 * form of answer, and does nothing beyond: `node server.js stdio | http`.
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

const origin = process.env.CASPIO_INTEGRATION_URL ?? '';
const tool = {
  name: 'list_all_caspio_records',
  description: 'Lists records.',
  inputSchema: { type: 'object' as const, properties: { table_name: { type: 'string' as const } } },
};

async function list(args: Record<string, unknown>): Promise<string> {
  const { request } = await import('undici'); // as ours: with the first call
  const query = new URLSearchParams({ 'q.limit': String(args['q.limit']) });
  const url = `${origin}/integrations/rest/v3/tables/${args.table_name}/records?${query}`;
  const { body } = await request(url, { headers: { authorization: 'Bearer token' } });
  const { Result } = JSON.parse(await body.text());
  return JSON.stringify({ result: Result });
}

function factory(): Server {
  const server = new Server({ name: 'bare', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools: [tool] }));
  server.setRequestHandler('tools/call', async ({ params }) => ({
    content: [{ type: 'text', text: await list(params.arguments ?? {}) }],
  }));
  return server;
}

if (process.argv[2] === 'http') {
  const handle = toNodeHandler(createMcpHandler(factory));
  // As the SDK's own guide has it; its types want more than Node's say.
  const server = createServer(handle as RequestListener);
  server.listen(0, '127.0.0.1', () => {
    process.stderr.write(`listens on http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp\n`);
  });
} else {
  serveStdio(factory);
}
process.on('SIGTERM', () => process.exit()).on('SIGINT', () => process.exit());
