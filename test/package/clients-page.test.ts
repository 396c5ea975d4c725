import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config.js';
import { withNpx } from '../support/npx.js';

const page = readFileSync('docs/clients.md', 'utf8');
const blocks = [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, kind, text]) => ({
  kind,
  text: text ?? '',
}));
const jsons = blocks.filter(({ kind }) => kind === 'json').map(({ text }) => JSON.parse(text));

let npx: ReturnType<typeof withNpx>;
beforeAll(() => {
  npx = withNpx();
});
afterAll(() => npx.remove());

interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts it as the host would, and reads. */
async function firstTables({ command, args, env = {} }: Launch): Promise<string> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command,
      args: [...args],
      env: { PATH: npx.path, ...env },
      stderr: 'ignore',
    }),
  );
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('list_all_caspio_tables');
  const { content } = await client.callTool({ name: 'list_all_caspio_tables', arguments: {} });
  await client.close();
  return JSON.stringify(content);
}

describe('docs/clients.md', () => {
  const launches = jsons.flatMap((block) => block.mcpServers?.caspio ?? []).filter(({ command }) => command);

  it('has a block that starts the sandbox for each host', () => {
    expect(launches.length).toBeGreaterThanOrEqual(4);
  });

  it.each(launches.filter(({ command, args }) => command === 'npx' && args.includes('--sandbox')))(
    'starts as it stands: $args',
    async (launch) => {
      expect(await firstTables(launch)).toContain('Customers');
    },
  );

  it.each(launches.filter(({ env }) => env))('names the variables of an account: $env', ({ args, env }) => {
    const options = args.filter((word: string) => word.startsWith('--'));
    expect(parseConfig(options, env)).toMatchObject({ config: { origin: 'https://c0abc123.caspio.com' } });
  });

  it('has a block for VS Code whose inputs are all asked for and used', () => {
    const { inputs, servers } = jsons.find((block) => block.servers);
    const used = Object.values(servers.caspio.env).map(
      (value) => /^\$\{input:(.*)\}$/.exec(String(value))?.[1],
    );
    expect(inputs.map(({ id }: { id: string }) => id)).toEqual(used);
    expect(inputs.filter(({ password }: { password?: boolean }) => password)).toHaveLength(1);
    const options = servers.caspio.args.slice(2);
    expect(parseConfig(options, {})).toHaveProperty('config');
  });

  it('has a link for Cursor that holds what starts', async () => {
    const link = new URL(blocks.find(({ text }) => text.startsWith('cursor:'))?.text.trim() ?? '');
    const config = Buffer.from(link.searchParams.get('config') ?? '', 'base64').toString('utf8');
    expect(await firstTables(JSON.parse(config))).toContain('Customers');
  });

  it('has a link for VS Code that holds what starts', async () => {
    const link = blocks.find(({ text }) => text.startsWith('vscode:'))?.text.trim() ?? '';
    const launch = JSON.parse(decodeURIComponent(link.replace(/^[^?]*\?/, '')));
    expect(launch.name).toBe('caspio');
    expect(await firstTables(launch)).toContain('Customers');
  });

  const hasPython = spawnSync('python3', ['--version']).status === 0;
  it.runIf(hasPython)('has Python that compiles', () => {
    const python = blocks.filter(({ kind }) => kind === 'python');
    expect(python).toHaveLength(1);
    execFileSync('python3', ['-c', `compile(${JSON.stringify(python[0]?.text)}, 'example', 'exec')`]);
  });
});
