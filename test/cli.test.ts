import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { connectStdio } from './support/connect.js';
import { rawServer } from './support/raw.js';
import { run } from './support/run.js';
import { PLANTED } from './support/secrets.js';

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};
const lines = (...messages: object[]) => messages.map((message) => `${JSON.stringify(message)}\n`).join('');

describe('the command line', () => {
  it('shows its version and its help', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
    const help = await run(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('--read-only');
    expect(help.stdout).toContain('CASPIO_INTEGRATION_URL');
  });

  it('lists its tools by toolset, with effect and weight', async () => {
    const all = await run(['tools']);
    expect(all.code).toBe(0);
    expect(all.stdout).toContain('records: Records of tables');
    expect(all.stdout).toMatch(/delete_a_caspio_record_by_id +delete +\d+/);
    const some = await run(['tools', '--json', '--toolsets', 'tasks', '--read-only']);
    expect(JSON.parse(some.stdout)).toMatchObject([
      { toolset: 'tasks', tools: [{ effect: 'read' }, { effect: 'read' }] },
    ]);
    expect((await run(['--json'])).stderr).toContain(
      '--json belongs to the command tools, doctor, connections or audit.',
    );
  });

  it.each([
    [['--sandobx'], {}, '--sandbox'],
    [['--toolsets', 'tabels'], {}, 'Did you mean "tables"?'],
    [['--tools', 'list_all_caspio_record'], {}, 'Did you mean "list_all_caspio_records"'],
    [['--exclude-tools', 'nope'], {}, 'There is no tool "nope"'],
    [[], { CASPIO_MCP_SANDBOXX: '1' }, 'CASPIO_MCP_SANDBOX'],
    [[], { CASPIO_INTEGRATION_URL: 'https://evil.example' }, '--allow-host'],
  ])('%j %j ends with code 2 and says what was meant', async (args, env, hint) => {
    const ended = await run(args, { env });
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain(hint);
  });

  it('says in a line why the sandbox cannot start', async () => {
    const raw = await rawServer(() => undefined);
    const ended = await run(['sandbox', '--port', new URL(raw.origin).port]);
    await raw.close();
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^caspio-mcp: The sandbox cannot start: .*EADDRINUSE/);
  });

  it('warns of a variable that another tool would use, and starts', async () => {
    const ended = await run([], { env: { CASPIO_BASE_URL: 'https://x' }, input: lines(INITIALIZE) });
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('CASPIO_BASE_URL is not used. Did you mean CASPIO_INTEGRATION_URL?');
  });
});

describe('the stdio server', () => {
  it('writes JSON-RPC and nothing else to stdout, and ends when stdin closes', async () => {
    const ended = await run(['--sandbox', '--log-level', 'debug'], {
      input: lines(
        INITIALIZE,
        { jsonrpc: '2.0', method: 'notifications/initialized' },
        { jsonrpc: '2.0', id: 2, method: 'tools/list' },
      ),
    });
    expect(ended.code).toBe(0);
    const answers = ended.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.every((answer) => answer.jsonrpc === '2.0')).toBe(true);
    expect(answers.map((answer) => answer.id)).toEqual([1, 2]);
  });

  it('ends when stdin closes before a word was said', async () => {
    const { code, stdout, stderr } = await run([]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(JSON.parse(stderr)).toMatchObject({ msg: 'usage', requests: 0 });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with code 0 on %s', async (signal) => {
    const child = spawn(process.execPath, ['dist/main.js', '--sandbox'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.write(lines(INITIALIZE));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill(signal);
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  });

  it('ends in the middle of a slow query of the sandbox', async () => {
    const child = spawn(process.execPath, ['dist/main.js', '--sandbox'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.write(lines(INITIALIZE));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const where = '(SELECT COUNT(*) FROM Orders a, Orders b WHERE a.PK_ID + b.PK_ID = Customers.PK_ID) > 5';
    const params = {
      name: 'list_all_caspio_records',
      arguments: { table_name: 'Customers', 'q.where': where },
    };
    child.stdin.write(lines({ jsonrpc: '2.0', id: 2, method: 'tools/call', params }));
    await new Promise((resolve) => setTimeout(resolve, 2_000)); // by now the sandbox is at it, and has no end
    child.kill('SIGTERM');
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  });

  it('ends when its client is gone, though stdin stays open', async () => {
    const child = spawn(process.execPath, ['dist/main.js', '--sandbox'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.write(lines(INITIALIZE));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.stdout.destroy();
    child.stdin.write(lines({ jsonrpc: '2.0', id: 2, method: 'tools/list' }));
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  });

  it('lists its tools without credentials; the first call says what to set', async () => {
    const server = await connectStdio();
    expect((await server.client.listTools()).tools.length).toBeGreaterThan(0);
    const { isError, text } = await server.call('list_all_caspio_tables');
    expect(isError).toBe(true);
    expect(text).toContain('CASPIO_INTEGRATION_URL, CASPIO_CLIENT_ID, CASPIO_CLIENT_SECRET');
    expect(text).toContain('--sandbox');
    await server.close();
  });

  it('takes the secret from a file, and shows it nowhere', async () => {
    let loginBody: unknown;
    const raw = await rawServer(
      () => ({ json: { Result: [{ PK_ID: 1, Note: 'planted-content' }] } }),
      ({ body }) => {
        loginBody = body;
        return undefined;
      },
    );
    const folder = mkdtempSync(join(tmpdir(), 'caspio-test-'));
    const file = join(folder, 'secret');
    writeFileSync(file, `${PLANTED.clientSecret}\n`);
    const server = await connectStdio({
      args: ['--log-level', 'debug'],
      env: { CASPIO_INTEGRATION_URL: raw.origin, CASPIO_CLIENT_ID: 'id', CASPIO_CLIENT_SECRET_FILE: file },
    });
    const read = { table_name: 'T', 'q.where': "Note = 'planted-condition'" };
    expect((await server.call('list_all_caspio_records', read)).text).toContain('planted-content');
    await server.close();
    expect(new URLSearchParams(String(loginBody)).get('client_secret')).toBe(PLANTED.clientSecret);
    expect(server.stderr()).toContain('list_all_caspio_records');
    rmSync(folder, { recursive: true });
    expect(server.stderr()).not.toContain('planted');
    await raw.close();
  });

  it('serves only what was selected', async () => {
    const names = async (args: string[]) => {
      const server = await connectStdio({ args });
      const { tools } = await server.client.listTools();
      await server.close();
      return tools.map(({ name }) => name);
    };
    const readable = await names([
      '--read-only',
      '--toolsets',
      'records',
      '--tools',
      'list_all_caspio_tables',
    ]);
    expect(readable).toEqual([
      'list_all_caspio_tables',
      'list_all_caspio_records',
      'list_all_caspio_password_fields',
    ]);
    expect(await names(['--exclude-tools', 'list_all_caspio_tables', '--toolsets', 'tables'])).not.toContain(
      'list_all_caspio_tables',
    );
  });

  it('says of a tool that is switched off that it is', async () => {
    const server = await connectStdio({ args: ['--sandbox', '--read-only'] });
    await expect(server.call('create_a_caspio_record')).rejects.toMatchObject({
      message: expect.stringContaining('is switched off here'),
    });
    await server.close();
  });

  it('answers an unknown tool as the protocol wants, naming the nearest', async () => {
    const server = await connectStdio({ args: ['--sandbox'] });
    await expect(server.call('list_all_caspio_recrods')).rejects.toMatchObject({
      code: -32_602,
      message: expect.stringContaining('list_all_caspio_records'),
    });
    await server.close();
  });
});
