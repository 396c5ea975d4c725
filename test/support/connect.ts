import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { createApp } from '../../src/app.js';
import type { FetchPolicy } from '../../src/files/fetch.js';
import { createFiles } from '../../src/files/index.js';
import { createLog } from '../../src/log.js';
import { namesOf, select } from '../../src/registry.js';
import { toolsets } from '../../tools/index.js';

export interface Outcome {
  readonly isError: boolean;
  readonly text: string;
  /** The answer; empty for an error, which is no JSON. */
  readonly json: Record<string, unknown>;
  readonly structured: unknown;
}

export interface Connection {
  readonly client: Client;
  call(name: string, args?: Record<string, unknown>): Promise<Outcome>;
  close(): Promise<void>;
}

interface StdioOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The protocol: what is best for both, or the 2025 handshake. */
  readonly mode?: 'auto' | 'legacy';
}

/** A real client and the built server as a child process. */
export async function connectStdio({ args = [], env = {}, mode = 'auto' }: StdioOptions = {}) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['dist/main.js', ...args],
    env: { PATH: process.env.PATH ?? '', ...env },
    stderr: 'pipe',
  });
  let stderr = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(transport);
  return { ...connection(client), pid: () => transport.pid, stderr: () => stderr };
}

interface InMemoryOptions {
  readonly origin: string;
  readonly confirmAbove?: number | 'off';
  readonly maxResultChars?: number;
  readonly clientSecret?: string;
  readonly filesDirs?: readonly string[];
  readonly policy?: FetchPolicy;
  readonly callSeconds?: number;
}

/** A real client and the real server in one process, in front of a Caspio at `origin`. */
export async function connect({
  origin,
  confirmAbove = 1,
  maxResultChars = 40_000,
  clientSecret = 'sandbox',
  filesDirs = [],
  policy,
  callSeconds,
}: InMemoryOptions): Promise<Connection> {
  const app = createApp({
    tools: select(toolsets, {}).tools,
    catalogue: namesOf(toolsets),
    account: async () => ({ origin, clientId: 'sandbox', clientSecret }),
    sandbox: false,
    files: createFiles(filesDirs, policy),
    confirmAbove,
    maxResultChars,
    version: '0',
    log: createLog('silent'),
    ...(callSeconds !== undefined && { callSeconds }),
  });
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  await app.factory().connect(serverSide);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(clientSide);
  const { close, ...rest } = connection(client);
  return {
    ...rest,
    async close() {
      await close();
      await app.close();
    },
  };
}

function connection(client: Client): Connection {
  return {
    client,
    async call(name, args = {}) {
      const result = await client.callTool({ name, arguments: args });
      const [first] = result.content;
      const text = first?.type === 'text' ? first.text : '';
      const isError = result.isError === true;
      return {
        isError,
        text,
        json: isError ? {} : JSON.parse(text),
        structured: result.structuredContent,
      };
    },
    close: () => client.close(),
  };
}
