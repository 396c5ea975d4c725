import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandboxThread } from '../../src/sandbox/index.js';
import { login } from './support.js';

const started: Sandbox[] = [];

async function thread(options?: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandboxThread(options);
  started.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(started.splice(0).map((sandbox) => sandbox.close()));
});

async function request(sandbox: Sandbox, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: await login(sandbox.url) };
  return fetch(`${sandbox.url}/integrations/rest/v3${path}`, { ...init, headers });
}

/** Joins that would take hours. */
const SLOW = encodeURIComponent(
  '(SELECT COUNT(*) FROM Orders a, Orders b WHERE a.PK_ID + b.PK_ID = Customers.PK_ID) > 5',
);

test('serves from a thread, with the options given', async () => {
  const [company, empty] = await Promise.all([thread(), thread({ seed: 'empty' })]);
  const tables = async (sandbox: Sandbox) => (await request(sandbox, '/tables')).json();
  expect(await tables(company)).toEqual({ Result: expect.arrayContaining(['Customers']) });
  expect(await tables(empty)).toEqual({ Result: [] });
});

test('says why it cannot start', async () => {
  const port = Number(new URL((await thread({ seed: 'empty' })).url).port);
  await expect(startSandboxThread({ port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    message: expect.stringContaining(`127.0.0.1:${port}`),
  });
});

test('goes with its uploads when it is closed, even in the middle of a query', async () => {
  const temporary = mkdtempSync(join(tmpdir(), 'caspio-test-'));
  for (const name of ['TMPDIR', 'TEMP']) vi.stubEnv(name, temporary);
  const uploads = () => readdirSync(temporary).filter((name) => name.startsWith('caspio-sandbox-'));
  const sandbox = await thread({ queryTimeout: 1e9 });
  const body = new FormData();
  body.append('Files', new Blob([Buffer.alloc(2 << 20)]), 'large.bin');
  expect((await request(sandbox, '/files', { method: 'POST', body })).status).toBe(201);
  expect(uploads()).toHaveLength(1);

  const authorization = await login(sandbox.url);
  const running = fetch(`${sandbox.url}/integrations/rest/v3/tables/Customers/records?q.where=${SLOW}`, {
    headers: { authorization },
  });
  const refused = expect(running).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 100)); // for the query to begin
  await sandbox.close();
  await refused;
  expect(uploads()).toEqual([]);
  rmSync(temporary, { recursive: true });
  await expect(fetch(sandbox.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});
