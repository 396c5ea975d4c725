import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/index.js';
import { account, all, examined, NETWORK, quiet, TOOLSETS } from './support/doctor.js';
import { type Handler, type RawServer, rawServer } from './support/raw.js';
import { run } from './support/run.js';

const REFUSAL = {
  status: 403,
  json: { Code: 'UnsufficientPrivileges', Message: 'Not enough privileges', RequestId: 'request-7' },
};

let raw: RawServer | undefined;
afterEach(async () => {
  await raw?.close();
  raw = undefined;
});

async function rawAccount(handle: Handler) {
  raw = await rawServer(handle);
  return account(raw.origin);
}

describe('the doctor in front of the sandbox', () => {
  it('finds every toolset well, and reads only', async () => {
    const found = await examined(['--sandbox']);
    expect(found.code).toBe(0);
    expect(found.stderr).toBe('');
    expect(found.state).toEqual({
      ...all(['settings', 'login', ...TOOLSETS], 'ok'),
      ...all(NETWORK, 'not needed'),
    });
    expect(found.detail).toMatchObject({ tables: '10 tables', attachments: 'reads Photo of Tickets' });
    expect(found.caspio_calls).toBeGreaterThan(TOOLSETS.length);
    expect(found.what_to_do).toEqual([]);
  });

  it('tells a person the same, in lines of 100 characters', async () => {
    const { steps, notes } = await examined(['--sandbox']);
    const { code, stdout } = await run(['doctor', '--sandbox']);
    expect(code).toBe(0);
    for (const { step, state, detail } of steps) {
      expect(stdout).toMatch(new RegExp(`^${step} +${state} +${detail.replace(/[.()]/g, '.')}$`, 'm'));
    }
    const flat = stdout.replace(/\s+/g, ' ');
    for (const note of notes) expect(flat).toContain(note);
    expect(flat).toContain('“Profile can create objects”');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(readFileSync('docs/troubleshooting.md', 'utf8')).toContain(
      stdout.slice(stdout.indexOf('Step ')).trim(),
    );
  });

  it('probes what was selected', async () => {
    const names = async (...args: string[]) => Object.keys((await examined(['--sandbox', ...args])).state);
    expect(await names('--toolsets', 'tasks,views')).toEqual([
      'settings',
      ...NETWORK,
      'login',
      'views',
      'tasks',
    ]);
    expect(await names('--tools', 'create_a_caspio_run', '--read-only', '--toolsets', 'files')).not.toContain(
      'tasks',
    );
    const nothing = await run(['doctor', '--sandbox', '--toolsets', 'tasks', '--tools', 'nope']);
    expect(nothing).toMatchObject({ code: 2, stdout: '' });
    expect(nothing.stderr).toContain('There is no tool "nope"');
  });

  it('logs in for nothing where no selected tool asks Caspio', async () => {
    const found = await examined(['--sandbox', '--toolsets', 'usage']);
    expect(found.state).toMatchObject({ login: 'not needed', usage: 'ok' });
    expect(found.caspio_calls).toBe(0);
  });
});

describe('the doctor and the settings', () => {
  it('names what is not set, and what is', async () => {
    const found = await examined([], { CASPIO_CLIENT_ID: 'planted-id' });
    expect(found.code).toBe(1);
    expect(found.detail.settings).toContain('missing: CASPIO_INTEGRATION_URL, CASPIO_CLIENT_SECRET');
    expect(found.detail.settings).toContain('set: CASPIO_CLIENT_ID.');
    expect(found.stdout).not.toContain('planted-id');
    expect(found.state).toEqual({
      settings: 'failed',
      ...all([...NETWORK, 'login', ...TOOLSETS], 'not checked'),
    });
    expect(found.detail.tables).toBe('because settings failed');
    expect(found.what_to_do).toHaveLength(1);
    expect(found.notes).toEqual([]);
  });

  it('says where they come from', async () => {
    const env = await rawAccount(quiet);
    const found = await examined([], env);
    expect(found.detail.settings).toBe(
      `${env.CASPIO_INTEGRATION_URL}; set: CASPIO_INTEGRATION_URL, CASPIO_CLIENT_ID, CASPIO_CLIENT_SECRET`,
    );
  });

  it('keeps what it says in one line a step, whatever names the account has', async () => {
    const found = await run(['doctor', '--toolsets', 'records'], {
      env: await rawAccount(({ path }) => ({
        json: { Result: path === '/v3/tables' ? ['A\nlogin  ok  \u001b[2J'] : [] },
      })),
    });
    expect(found.stdout).toContain('reads A login');
    expect(found.stdout).not.toContain('\u001b');
  });
});

it('waits for its turn under a low rate', async () => {
  const env = await rawAccount(quiet);
  // Fewer at once than there are requests.
  const { code, ok } = await examined(['--rate-limit', '0.5'], env);
  expect({ code, ok }).toEqual({ code: 0, ok: true });
});

describe('the doctor and the login', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  it('reports a refused one once, and shows the secret nowhere', async () => {
    const env = account(sandbox.url, 'planted-secret');
    const found = await examined([], env);
    expect(found.code).toBe(1);
    expect(found.state).toMatchObject({ login: 'failed', ...all(TOOLSETS, 'not checked') });
    expect(found.detail.login).toMatch(
      /did not accept the Client ID and Client Secret.* Caspio: invalid_client/,
    );
    expect(found.what_to_do).toMatchObject([
      { steps: ['login'], next: expect.stringContaining('CASPIO_CLIENT_SECRET') },
    ]);
    const text = await run(['doctor', '--log-level', 'debug'], { env });
    expect(text).toMatchObject({ code: 1 });
    expect(found.stdout + found.stderr + text.stdout + text.stderr).not.toContain('planted');
  });

  it('tells it from a refusal of the first read', async () => {
    const env = await rawAccount((request, response) =>
      request.path === '/v3/tables' ? REFUSAL : quiet(request, response),
    );
    const found = await examined([], env);
    expect(found.state).toMatchObject({ login: 'ok', tables: 'failed', tasks: 'ok' });
  });
});

describe('the doctor and the rights of the profile', () => {
  it('tells refused toolsets from others, and what to switch on', async () => {
    const env = await rawAccount((request, response) => {
      const isRefused = /outgoingWebhooks|directories|Orders\/records/.test(request.path);
      return isRefused ? REFUSAL : quiet(request, response);
    });
    const found = await examined([], env);
    expect(found.code).toBe(1);
    expect(found.ok).toBe(false);
    expect(found.state).toMatchObject({
      login: 'ok',
      tables: 'ok',
      tasks: 'ok',
      attachments: 'not checked',
      ...all(['records', 'webhooks', 'directories'], 'failed'),
    });
    expect(found.detail.attachments).toBe('no attachment field in 1 of 1 table');
    expect(found.detail.records).toBe(
      'Caspio refused the request (HTTP 403). Caspio: UnsufficientPrivileges "Not enough privileges"; Request id: request-7',
    );
    expect(found.what_to_do).toHaveLength(1);
    expect(found.what_to_do[0]?.steps).toEqual(['records', 'webhooks', 'directories']);
    expect(found.what_to_do[0]?.next).toMatch(/account administrator .*“Enable access to all objects”/);
    expect(raw?.seen.every(({ method }) => method === 'GET' || method === 'HEAD')).toBe(true);
    expect(found.caspio_calls).toBe(1 + (raw?.seen.filter(({ method }) => method === 'GET').length ?? 0));
  });

  it('does not repeat what is refused to the whole profile', async () => {
    const json = { Code: 'IpForbidden', Message: 'Access from specified IP is denied' };
    const env = await rawAccount(() => ({ status: 403, json }));
    const found = await examined([], env);
    const [first, ...others] = TOOLSETS;
    expect(found.state).toMatchObject({ [String(first)]: 'failed', ...all(others, 'not checked') });
    expect(found.what_to_do).toMatchObject([{ next: expect.stringContaining('IP restrictions') }]);
    expect(raw?.seen.filter(({ method }) => method === 'GET')).toHaveLength(1);
  });
});
