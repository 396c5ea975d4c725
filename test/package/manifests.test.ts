import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getMcpConfigForManifest } from '@anthropic-ai/mcpb/node';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { parseConfig } from '../../src/config.js';
import { sandboxProcess } from '../support/sandbox.js';
import schema from './server.schema.json' with { type: 'json' };

describe('server.json', () => {
  const entry = JSON.parse(readFileSync('server.json', 'utf8'));

  it('is what the MCP registry takes', () => {
    const ajv = new Ajv({ strict: false });
    // A module of CommonJS; its types say otherwise.
    (addFormats as unknown as (ajv: Ajv) => void)(ajv);
    const check = ajv.compile(schema);
    check(entry);
    expect(check.errors).toBeNull();
    expect(check({ ...entry, description: 'x'.repeat(101) })).toBe(false);
  });

  it('is of this package and version', () => {
    expect(entry).toMatchObject({ name: manifest.mcpName, version: manifest.version });
    expect(entry.packages).toMatchObject([{ identifier: manifest.name, version: manifest.version }]);
    expect(readFileSync('Dockerfile', 'utf8')).toContain(`server.name="${manifest.mcpName}"`);
  });

  it('names variables that the server takes', () => {
    const variables: { name: string; isSecret?: boolean }[] = entry.packages[0].environmentVariables;
    const values: Record<string, string> = {
      CASPIO_INTEGRATION_URL: 'c0abc123.caspio.com',
      CASPIO_MCP_READ_ONLY: 'true',
      CASPIO_MCP_TOOLSETS: 'records',
    };
    const env = Object.fromEntries(variables.map(({ name }) => [name, values[name] ?? 'x']));
    expect(parseConfig([], env)).toMatchObject({ warnings: [], config: { readOnly: true } });
    expect(variables.filter(({ isSecret }) => isSecret).map(({ name }) => name)).toEqual([
      'CASPIO_CLIENT_SECRET',
    ]);
  });
});

describe('the bundle for Claude Desktop', () => {
  let folder: string;
  let sandbox: Awaited<ReturnType<typeof sandboxProcess>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'caspio-mcpb-'));
    const packed = join(folder, 'caspio-mcp.mcpb');
    execFileSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'scripts/pack-mcpb.ts', packed]);
    execFileSync('node_modules/.bin/mcpb', ['unpack', packed, join(folder, 'installed')], {
      stdio: 'ignore',
    });
    sandbox = await sandboxProcess();
  }, 60_000);
  afterAll(async () => {
    await sandbox?.close();
    rmSync(folder, { recursive: true });
  });

  const extensionPath = () => join(folder, 'installed');
  const bundle = () => JSON.parse(readFileSync(join(extensionPath(), 'manifest.json'), 'utf8'));

  /** Starts it as Claude Desktop does, with what a person has filled in. */
  async function connect(filled: Record<string, string | boolean>) {
    const config = await getMcpConfigForManifest({
      manifest: bundle(),
      extensionPath: extensionPath(),
      systemDirs: {},
      userConfig: filled,
      pathSeparator: '/',
    });
    if (!config) return undefined;
    const { args = [], env = {} } = config;
    const client = new Client({ name: 'claude-desktop', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [...args],
        env: { PATH: process.env.PATH ?? '', ...env },
        stderr: 'ignore',
      }),
    );
    return client;
  }

  const account = () => ({ integrationUrl: sandbox.url, clientId: 'sandbox', clientSecret: 'sandbox' });

  it('starts with the account alone, and reads it', async () => {
    const client = await connect(account());
    expect((await client?.listTools())?.tools.length).toBeGreaterThanOrEqual(70);
    const answer = await client?.callTool({ name: 'list_all_caspio_tables', arguments: {} });
    expect(JSON.stringify(answer)).toContain('Customers');
    await client?.close();
  });

  it('heeds what else is filled in', async () => {
    const client = await connect({ ...account(), readOnly: true, toolsets: 'records' });
    const names = (await client?.listTools())?.tools.map(({ name }) => name);
    expect(names).toEqual(['list_all_caspio_records', 'list_all_caspio_password_fields']);
    await client?.close();
  });

  it('waits for the account, and keeps the secret secret', async () => {
    expect(await connect({ integrationUrl: sandbox.url })).toBeUndefined();
    expect(bundle().user_config.clientSecret).toMatchObject({ sensitive: true, required: true });
  });

  it('shows an icon, and lists the tools that it has', async () => {
    expect(statSync(join(extensionPath(), bundle().icon)).size).toBeGreaterThan(1_000);
    const client = await connect(account());
    const names = (await client?.listTools())?.tools.map(({ name }) => name);
    expect(bundle().tools.map(({ name }: { name: string }) => name)).toEqual(names);
    await client?.close();
  });
});
