import {
  Client,
  type ClientCapabilities,
  InMemoryTransport,
  type RequestOptions,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { createApp, createProfile } from '../../src/app.js';
import type { Settings } from '../../src/caspio/connection.js';
import type { Waits } from '../../src/caspio/retry.js';
import type { FetchPolicy } from '../../src/files/fetch.js';
import { createFiles } from '../../src/files/index.js';
import type { Log } from '../../src/log.js';
import { namesOf, select } from '../../src/registry.js';
import type { Shelf } from '../../src/shelf.js';
import type { ToolSpec } from '../../src/tool.js';
import { type Budget, createBudget } from '../../src/usage/budget.js';
import { createMemoryCounter } from '../../src/usage/counter.js';
import { createCalendar } from '../../src/usage/period.js';
import { catalogue, toolsets } from '../../tools/index.js';
import { isRaw } from './raw.js';
import { noteSecret, noteShown, runLog } from './run-log.js';
import { PLANTED } from './secrets.js';

export interface Outcome {
  readonly isError: boolean;
  readonly text: string;
  /** The answer; empty for an error, which is no JSON. */
  readonly json: Record<string, unknown>;
  readonly structured: unknown;
}

export interface Connection {
  readonly client: Client;
  call(name: string, args?: Record<string, unknown>, options?: RequestOptions): Promise<Outcome>;
  close(): Promise<void>;
}

/** The protocol: what is best for both, the newest and nothing else, or the 2025 handshake. */
export type Mode = 'auto' | 'legacy' | { readonly pin: '2026-07-28' };

interface StdioOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly mode?: Mode;
  /** No file that it writes may be longer. */
  readonly mostFileKb?: number;
}

/** A real client and the built server as a child process, which logs at level debug unless told otherwise. */
export async function connectStdio({ args = [], env = {}, mode = 'auto', mostFileKb }: StdioOptions = {}) {
  const program = [process.execPath, 'dist/main.js', ...args];
  const [command = '', ...rest] =
    mostFileKb === undefined ? program : ['bash', '-c', `ulimit -f ${mostFileKb}; exec "$@"`, '', ...program];
  const transport = new StdioClientTransport({
    command,
    args: rest,
    env: { PATH: process.env.PATH ?? '', CASPIO_MCP_LOG_LEVEL: 'debug', ...env },
    stderr: 'pipe',
  });
  let stderr = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
    noteShown(chunk.toString('utf8'));
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
  readonly budget?: Budget;
  readonly settings?: Partial<Settings>;
  readonly log?: Log;
  readonly tools?: readonly ToolSpec[];
  /** Where tools keep what the client reads later. */
  readonly shelf?: Shelf;
  /** What the client can do, such as ask its user. */
  readonly capabilities?: ClientCapabilities;
}

/** As in real life, but nobody waits long. */
export const QUICK: Waits = {
  faults: { tries: 4, firstMs: 1, mostMs: 4 },
  refusals: { tries: 6, firstMs: 1, mostMs: 4 },
};

/** Counts in memory, refuses nothing unless told a limit. */
export const memoryBudget = (limit?: number): Budget =>
  createBudget(
    limit === undefined ? undefined : { limit, period: 'total' },
    createMemoryCounter(),
    createCalendar('UTC'),
  );

/** A real client and the real server in one process, in front of a Caspio at `origin`. */
export async function connect({
  origin,
  confirmAbove = 1,
  maxResultChars = 40_000,
  clientSecret = isRaw(origin) ? PLANTED.clientSecret : 'sandbox',
  filesDirs = [],
  policy,
  callSeconds,
  budget = memoryBudget(),
  settings = {},
  log = runLog,
  tools = select(toolsets, {}).tools,
  shelf,
  capabilities = {},
}: InMemoryOptions): Promise<Connection> {
  const profile = createProfile({
    account: async () => ({ origin, clientId: 'sandbox', clientSecret }),
    log,
    budget,
    settings: { waits: QUICK, ...settings },
  });
  const app = createApp({
    profile,
    meter: profile.caspio,
    tools,
    toolNames: namesOf(toolsets),
    resources: catalogue.resources,
    prompts: catalogue.prompts,
    shelf,
    sandbox: false,
    files: createFiles(filesDirs, policy),
    confirmAbove,
    maxResultChars,
    version: '0',
    log,
    budget,
    callSeconds,
  });
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  await app.factory().connect(serverSide);
  const client = new Client({ name: 'test', version: '1' }, { capabilities });
  await client.connect(clientSide);
  const { close, ...rest } = connection(client);
  return {
    ...rest,
    async close() {
      await close();
      await profile.caspio.close();
    },
  };
}

export function connection(client: Client): Connection {
  return {
    client,
    async call(name, args = {}, options = {}) {
      const result = await client.callTool({ name, arguments: args }, options).catch((error: unknown) => {
        noteShown(String(error));
        throw error;
      });
      const [first] = result.content;
      const text = first?.type === 'text' ? first.text : '';
      const isError = result.isError === true;
      const json = isError ? {} : JSON.parse(text);
      if (isError) noteShown(text);
      if (typeof json.result?.Secret === 'string') noteSecret(json.result.Secret);
      return { isError, text, json, structured: result.structuredContent };
    },
    close: () => client.close(),
  };
}
