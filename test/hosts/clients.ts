import type { Host, How, Place } from './hosts.js';
import { seenIn } from './hosts.js';

/** A client of somebody else, connected to a server. Loaded when it is asked for: it may not be installed. */
export type Connect = (place: Place, answer?: Answer) => Promise<Host>;

/** What the person says when the server asks: yes, or that they decline. */
export type Answer = (message: string) => boolean;

const replyOf = (yes: boolean) =>
  yes ? { action: 'accept' as const, content: { confirm: true } } : { action: 'decline' as const };

const stdio = ({ args, env }: Extract<Place, { args: unknown }>) => ({
  command: process.execPath,
  args: [...args],
  env: { ...env },
});

export const sdk1: Connect = async (place, answer) => {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
  const { StreamableHTTPClientTransport } = await import(
    '@modelcontextprotocol/sdk/client/streamableHttp.js'
  );
  const { ElicitRequestSchema } = await import('@modelcontextprotocol/sdk/types.js');
  const capabilities = answer ? { elicitation: {} } : {};
  const client = new Client({ name: 'sdk-1', version: '1' }, { capabilities });
  if (answer) client.setRequestHandler(ElicitRequestSchema, ({ params }) => replyOf(answer(params.message)));
  const transport =
    'url' in place
      ? new StreamableHTTPClientTransport(new URL(place.url), { requestInit: { headers: place.headers } })
      : new StdioClientTransport({ ...stdio(place), stderr: 'ignore' });
  await client.connect(transport as Parameters<typeof client.connect>[0]); // its types forget `undefined`
  return ofSdk(client, true);
};

export const sdk2 =
  (mode: 'auto' | 'legacy' | { pin: '2026-07-28' }): Connect =>
  async (place, answer) => {
    const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
    const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio');
    const capabilities = answer ? { elicitation: {} } : {};
    const client = new Client(
      { name: 'sdk-2', version: '1' },
      { capabilities, versionNegotiation: { mode } },
    );
    if (answer)
      client.setRequestHandler('elicitation/create', ({ params }) => replyOf(answer(params.message)));
    await client.connect(
      'url' in place
        ? new StreamableHTTPClientTransport(new URL(place.url), { requestInit: { headers: place.headers } })
        : new StdioClientTransport({ ...stdio(place), stderr: 'ignore' }),
    );
    return ofSdk(client, false);
  };

interface SdkClient {
  listTools(): Promise<{ readonly tools: readonly { readonly name: string }[] }>;
  callTool(
    call: { name: string; arguments: Record<string, unknown> },
    ...rest: readonly unknown[]
  ): Promise<unknown>;
  close(): Promise<void>;
}

/** Both versions call alike, but for the schema that 1.x takes between. */
function ofSdk(client: object, isFirst: boolean): Host {
  const sdk = client as SdkClient;
  return {
    list: async () => (await sdk.listTools()).tools.map(({ name }) => name),
    async call(name, args, how: How = {}) {
      const call = { name, arguments: args };
      const result = await (isFirst ? sdk.callTool(call, undefined, how) : sdk.callTool(call, how));
      return seenIn(result as Parameters<typeof seenIn>[0]);
    },
    close: () => sdk.close(),
  };
}

export const langchain: Connect = async (place) => {
  const { MultiServerMCPClient } = await import('@langchain/mcp-adapters');
  let progressed: (() => void) | undefined;
  const client = new MultiServerMCPClient({
    mcpServers: {
      caspio:
        'url' in place
          ? { transport: 'http', url: place.url, headers: { ...place.headers } }
          : { transport: 'stdio', ...stdio(place), stderr: 'ignore' },
    },
    onProgress: () => progressed?.(),
  });
  const tools = await client.getTools();
  return {
    list: async () => tools.map(({ name }) => name),
    async call(name, args, { signal, onprogress } = {}) {
      progressed = onprogress;
      const tool = tools.find((known) => known.name === name);
      if (!tool) throw new Error(`no ${name}`);
      try {
        const call = { name, args, id: '1', type: 'tool_call' as const };
        const { content } = await tool.invoke(call, signal && { signal });
        if (typeof content === 'string') return { isError: false, text: content };
        const text = content.find(({ type }: { type: string }) => type === 'text')?.text ?? '';
        return { isError: false, text: String(text), image: JSON.stringify(content) };
      } catch (error) {
        if (signal?.aborted) throw error;
        return { isError: true, text: String(error) }; // it throws what a tool refuses
      }
    },
    close: () => client.close(),
  };
};

export const openaiAgents: Connect = async (place) => {
  const { MCPServerStdio, MCPServerStreamableHttp } = await import('@openai/agents');
  const server =
    'url' in place
      ? new MCPServerStreamableHttp({ url: place.url, requestInit: { headers: place.headers } })
      : new MCPServerStdio(stdio(place));
  await server.connect();
  return {
    list: async () => (await server.listTools()).map(({ name }) => name),
    async call(name, args, { signal } = {}) {
      const result = await server.callToolResult(name, args, null, signal && { signal });
      return seenIn(result as unknown as Parameters<typeof seenIn>[0]); // the protocol's own result
    },
    close: () => server.close(),
  };
};

export const aiSdk: Connect = async (place, answer) => {
  const { createMCPClient, ElicitationRequestSchema } = await import('@ai-sdk/mcp');
  const { Experimental_StdioMCPTransport } = await import('@ai-sdk/mcp/mcp-stdio');
  const client = await createMCPClient({
    ...(answer && { capabilities: { elicitation: {} } }),
    transport:
      'url' in place
        ? { type: 'http', url: place.url, headers: { ...place.headers } }
        : new Experimental_StdioMCPTransport({ ...stdio(place), stderr: 'ignore' }),
  });
  if (answer)
    client.onElicitationRequest(ElicitationRequestSchema, ({ params }) => replyOf(answer(params.message)));
  return {
    list: async () => Object.keys(await client.tools()),
    async call(name, args, { signal } = {}) {
      const result = await client.callTool({ name, arguments: args, ...(signal && { options: { signal } }) });
      return seenIn(result as unknown as Parameters<typeof seenIn>[0]); // the protocol's own result
    },
    close: () => client.close(),
  };
};
