import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type ContentBlock } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { startSandbox } from '../../src/sandbox/index.js';
import { type Api, openApi, prepare } from './api.js';
import type { GivenFile, Task } from './task.js';

export interface ToolResult {
  readonly isError: boolean;
  readonly content: readonly ContentBlock[];
  /** Of the first block. */
  readonly text: string;
}

/** A task's own sandbox, folder and server, with a client whose person answers as the task says. */
export interface Bench {
  readonly client: Client;
  readonly api: Api;
  readonly folder: string;
  call(tool: string, args: Readonly<Record<string, unknown>>): Promise<ToolResult>;
  /** Calls to Caspio so far, without logins. */
  caspioCalls(): Promise<number>;
  /** Questions that the person was asked. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Hosts wait longer than our calls take. */
const PATIENCE = { timeout: 60_000, resetTimeoutOnProgress: true, onprogress: () => undefined };

export async function openBench(task: Task): Promise<Bench> {
  const sandbox = await startSandbox();
  const folder = await mkdtemp(join(tmpdir(), 'caspio-eval-'));
  const asked: string[] = [];
  const client = clientOf(task.person, asked);
  const close = async () => {
    await client.close();
    await sandbox.close();
    await rm(folder, { recursive: true });
  };
  try {
    const api = await openApi(sandbox.url);
    await prepare(api, task.setup);
    for (const file of task.files) await writeFile(join(folder, file.name), contentOf(file));
    await client.connect(serverFor(sandbox.url, folder));
    return { ...usesOf(client), client, api, folder, asked, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function clientOf(person: Task['person'], asked: string[]): Client {
  const client = new Client(
    { name: 'evals', version: '1' },
    { capabilities: { elicitation: {} }, versionNegotiation: { mode: 'auto' } },
  );
  client.setRequestHandler('elicitation/create', ({ params }) => {
    asked.push(params.message);
    return person === 'yes' ? { action: 'accept', content: { confirm: true } } : { action: 'decline' };
  });
  return client;
}

/** The built server in front of a sandbox. */
const serverFor = (origin: string, folder: string) =>
  new StdioClientTransport({
    command: process.execPath,
    args: ['dist/main.js', '--files-dir', folder, '--log-level', 'warn'],
    env: {
      PATH: process.env.PATH ?? '',
      CASPIO_INTEGRATION_URL: origin,
      CASPIO_CLIENT_ID: 'sandbox',
      CASPIO_CLIENT_SECRET: 'sandbox',
    },
  });

function usesOf(client: Client): Pick<Bench, 'call' | 'caspioCalls'> {
  const call: Bench['call'] = async (name, args) => {
    const { content, isError } = await client.callTool({ name, arguments: args }, PATIENCE);
    const [first] = content;
    return { isError: isError === true, content, text: first?.type === 'text' ? first.text : '' };
  };
  return {
    call,
    async caspioCalls() {
      const { result } = JSON.parse((await call('caspio_usage_get', {})).text) as {
        result: { requests: number; logins: number };
      };
      return result.requests - result.logins;
    },
  };
}

function contentOf(file: GivenFile): Buffer | string {
  if ('text' in file) return file.text;
  if ('base64' in file) return Buffer.from(file.base64, 'base64');
  const { header, row, rows, from, more } = file;
  const lines = Array.from({ length: rows }, (_, index) => row.replaceAll('{n}', String(from + index)));
  return `${[header, ...lines, ...more].join('\n')}\n`;
}
