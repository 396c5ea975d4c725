import { spawn } from 'node:child_process';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { explainFault } from '../src/caspio/fault.js';
import { parseConfig } from '../src/config.js';
import { defineTool } from '../src/tool.js';
import { connect, connectStdio } from './support/connect.js';
import { ownLog } from './support/run-log.js';
import { leaks, PLANTED } from './support/secrets.js';

/** Secrets that come from this side: faults of the server, lines of the client, settings of the operator. */

const { clientSecret, password } = PLANTED;

describe('a fault of our own', () => {
  const parse = (text: string) => () => JSON.parse(text);
  it.each<[string, string, () => unknown]>([
    ['whose message quotes', 'SyntaxError', parse(`${password} is no JSON`)],
    ['whose properties quote', 'TypeError', () => new URL(`https://me:${password}@[`)],
    [
      'whose words look like a place',
      'RangeError',
      () => {
        throw new RangeError(`\n    at ${password} (x.js:1:1)`, { cause: new Error(password) });
      },
    ],
  ])('%s is logged by kind and place', async (_, type, run) => {
    const own = ownLog();
    const tool = defineTool({
      name: 'faulty',
      title: 'Faulty',
      effect: 'read',
      description: 'Throws.',
      input: z.strictObject({}),
      run: async () => ({ result: run() }),
    });
    const server = await connect({ origin: 'http://127.0.0.1:9', log: own.log, tools: [tool] });
    const { text } = await server.call('faulty');
    await server.close();
    expect(text).toContain('a fault of its own');
    expect(leaks(text)).toEqual([]);
    await vi.waitFor(() => expect(own.text()).toContain('"msg":"fault"'));
    expect(own.text()).toContain(`"type":"${type}"`);
    expect(own.text()).toMatch(/redaction-local\.test\.ts:\d+/);
    expect(leaks(own.text())).toEqual([]);
  });
});

it('a fault of the connection is told by its code or kind', () => {
  const signal = new AbortController().signal;
  const attempt = { host: 'h', changes: true, caller: signal, timeout: signal, startedAt: 0, sent: true };
  const told = explainFault(new TypeError(`Invalid header ${password}`), attempt);
  expect(told).toMatchObject({ what: expect.stringContaining('broke (TypeError)') });
  expect(leaks(String(told))).toEqual([]);
});

it('what nobody should pass to the log is blanked', async () => {
  const { log, text } = ownLog();
  log.debug(
    { Value: password, request: { body: { password }, headers: { authorization: password } } },
    'slip',
  );
  await vi.waitFor(() => expect(text()).toContain('"msg":"slip"'));
  expect(text()).toContain('"Value":"[Redacted]"');
  expect(leaks(text())).toEqual([]);
});

it('what is no message of the protocol is not repeated', async () => {
  const child = spawn(process.execPath, ['dist/main.js', '--sandbox', '--log-level', 'debug'], {
    env: { PATH: process.env.PATH },
  });
  const call = { jsonrpc: '2.0', id: 2, method: 'tools/call' };
  const name = 'update_a_caspio_password_field_by_id';
  const lines = [
    `{"jsonrpc":"2.0","id":1,"params":{"Value":"${password}" oops`,
    password,
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x', [password]: password }),
    JSON.stringify({ jsonrpc: password, id: { password }, method: 'x' }),
    JSON.stringify([{ ...call, params: { name, arguments: { Value: password } } }]),
    JSON.stringify({ jsonrpc: '2.0', id: 9, result: { Value: password } }),
    JSON.stringify({ ...call, params: { name, arguments: password } }),
    JSON.stringify({ ...call, id: 3, params: { name: [password], arguments: { Value: password } } }),
    JSON.stringify({ ...call, id: 4, params: { name, arguments: { Value: [password], values: password } } }),
  ];
  child.stdin.end(`${lines.join('\n')}\n`);
  const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  expect(stderr).toContain('"msg":"transport"');
  expect(leaks(stdout + stderr)).toEqual([]);
});

describe('settings in the wrong place are not repeated:', () => {
  it.each<[string, readonly string[], Record<string, string>]>([
    ['a word without its option', [clientSecret], {}],
    ['a word behind a switch', ['--read-only', clientSecret], {}],
    ['an option with a single dash', [`-c${clientSecret}`, '-s', clientSecret], {}],
    ['a flag that is a variable', ['--client-secret', clientSecret, `--client-secret=${clientSecret}`], {}],
    ['the secret for the URL', [], { CASPIO_INTEGRATION_URL: clientSecret }],
    ['one like a host for the URL', [], { CASPIO_INTEGRATION_URL: 'plantedx'.repeat(6) }],
  ])('%s', (_, argv, env) => {
    const parsed = parseConfig(argv, env);
    expect(parsed).toHaveProperty('problems.0');
    expect(JSON.stringify(parsed)).not.toMatch(/planted|There is no option -\w\W/i);
  });

  it.each<[string, Record<string, string>, string]>([
    ['the secret for its file', { CASPIO_CLIENT_SECRET_FILE: clientSecret }, 'cannot be read (ENOENT)'],
    ['a proxy with a password', { HTTPS_PROXY: `http://me:${password}@127.0.0.1:9` }, 'ECONNREFUSED'],
    ['a proxy that is no URL', { HTTPS_PROXY: `http://me:${password}@[` }, 'is no URL'],
  ])('%s', async (_, env, shown) => {
    const account = { CASPIO_INTEGRATION_URL: 'https://c0abc123.caspio.com', CASPIO_CLIENT_ID: 'id' };
    const secret = 'CASPIO_CLIENT_SECRET_FILE' in env ? {} : { CASPIO_CLIENT_SECRET: clientSecret };
    const server = await connectStdio({ env: { ...account, ...secret, ...env } });
    const { text } = await server.call('list_all_caspio_tables');
    await server.close();
    expect(text).toContain(shown);
    expect(leaks(text + server.stderr())).toEqual([]);
  });
});
