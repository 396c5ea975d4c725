import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createFileStore } from '../../src/access/fileStore.js';
import { createRedisStore } from '../../src/access/redisStore.js';
import { hashOf } from '../../src/access/token.js';
import { fileVault, variableVault } from '../../src/access/vault.js';
import { connectRedis } from '../../src/replicas/redis.js';
import { newFolder } from '../support/connections.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { run } from '../support/run.js';
import { noteSecret } from '../support/run-log.js';
import { PLANTED } from '../support/secrets.js';

const ACCOUNT = {
  CASPIO_INTEGRATION_URL: 'https://c0abc123.caspio.com',
  CASPIO_CLIENT_ID: 'some-client',
  CASPIO_CLIENT_SECRET: PLANTED.clientSecret,
};
const owner = (name: string) => ({ name, origin: 'https://c0abc123.caspio.com', clientId: 'some-client' });
const left: string[] = [];
afterAll(() => {
  for (const folder of left) rmSync(folder, { recursive: true });
});

/** `caspio-mcp connections` with a folder of its own. */
function team(more: Readonly<Record<string, string>> = {}) {
  const base = newFolder();
  left.push(base);
  const folder = join(base, 'data');
  const env = { ...ACCOUNT, CASPIO_MCP_DATA_DIR: folder, ...more };
  const connections = (...args: string[]) => run(['connections', ...args], { env });
  return {
    folder,
    file: join(folder, 'connections.json'),
    key: join(folder, 'key'),
    env,
    connections,
    async done(...args: string[]) {
      const ended = await connections(...args);
      expect(ended).toMatchObject({ code: 0 });
      return ended.stdout;
    },
    async refused(...args: string[]) {
      const ended = await connections(...args);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      return ended.stderr;
    },
    async json(...args: string[]) {
      const ended = await connections(...args, '--json');
      expect(ended.code, ended.stderr).toBe(0);
      const shown = JSON.parse(ended.stdout);
      for (const secret of [shown.token, shown.key]) if (secret) noteSecret(secret);
      return shown;
    },
  };
}

const SCOPE = [
  '--effects',
  'read,create',
  '--toolsets',
  'tables,records',
  '--exclude-tools',
  'list_all_caspio_password_fields',
  '--tables',
  'Orders,Customers',
  '--folders',
  'Invoices/2026',
];

it('hands out a token and a key once, and keeps neither', async () => {
  const { folder, file, key, done, refused, connections } = team();
  const args = ['--expires', '30d', '--calls-per-minute', '60', '--call-budget', '2000/day'];
  const added = await connections('add', 'ci-agent', ...SCOPE, ...args, '--require-key', '--url-token');
  expect(added.code).toBe(0);
  expect(added.stderr).toContain('tables Orders, Customers; folders Invoices/2026; no other kind of object');
  const token = /Authorization: Bearer (cmc_\S+)/.exec(added.stdout)?.[1] ?? '';
  const second = /X-MCP-Key: (cmk_\S+)/.exec(added.stdout)?.[1] ?? '';
  expect(added.stdout).toContain(`/mcp/${token}\n`);
  for (const secret of [token, second]) noteSecret(secret);

  const [kept] = await createFileStore(folder).all();
  expect(kept).toMatchObject({
    name: 'ci-agent',
    scope: {
      effects: ['read', 'create'],
      toolsets: ['tables', 'records'],
      excludeTools: ['list_all_caspio_password_fields'],
      allow: { tables: ['Orders', 'Customers'], folders: ['Invoices/2026'] },
    },
    limits: { callsPerMinute: 60, callBudget: { limit: 2_000, period: 'day' } },
    tokenHash: hashOf(token),
    keyHash: hashOf(second),
    urlToken: true,
  });
  const days = (Date.parse(kept?.expiresAt ?? '') - Date.now()) / 86_400_000;
  expect(days).toBeCloseTo(30, 2);

  const shown = [
    await done('list'),
    await done('list', '--json'),
    await done('show', 'ci-agent'),
    await done('show', 'ci-agent', '--json'),
    await refused('add', 'ci-agent'),
    readFileSync(file, 'utf8'),
  ].join('\n');
  expect(shown).toContain('60 calls a minute, 2000 Caspio calls per day');
  const secrets = [token, second, PLANTED.clientSecret, readFileSync(key, 'utf8').trim()];
  for (const secret of secrets) expect(shown).not.toContain(secret);
  if (!kept || kept.account.sandbox) throw new Error('no account');
  const told = `${await done('list', '--json')}${await done('show', 'ci-agent')}`;
  for (const hidden of [...kept.account.sealedSecret.split('.').slice(1), kept.tokenHash])
    expect(told).not.toContain(hidden);

  expect(readdirSync(folder).toSorted()).toEqual(['connections.json', 'key']);
  const modes = [folder, file, key].map((path) => statSync(path).mode & 0o777);
  expect(modes).toEqual([0o700, 0o600, 0o600]);
  expect(fileVault(key).keyring.open(kept.account.sealedSecret, owner('ci-agent'))).toBe(
    PLANTED.clientSecret,
  );
});

it('goes through the life of a connection', async () => {
  const { json, done, refused, file } = team();
  const first = await json('add', 'a', '--sandbox', '--expires', '1s');
  expect(first).toMatchObject({ connection: { account: 'sandbox', state: 'active', requires_key: false } });
  expect(existsSync(join(file, '..', 'key'))).toBe(false);
  await sleep(1_000);
  expect(await done('list')).toMatch(/^a +sandbox +expired /m);
  expect(await refused('rotate', 'a')).toContain('has expired: say with --expires');
  const second = await json('rotate', 'a', '--expires', '2w');
  expect(second.token).not.toBe(first.token);
  expect(second.connection.state).toBe('active');
  expect(await refused('add', 'a', '--sandbox')).toContain('run caspio-mcp connections rotate a');
  expect(await refused('revoke', 'b')).toContain('There is no such connection.');
  expect(await done('revoke', 'a')).toContain('is revoked');
  expect(await json('show', 'a')).toMatchObject({ state: 'revoked', revoked_at: expect.any(String) });
  expect(await refused('rotate', 'a')).toContain('was revoked, which is for good');
  expect((await json('add', 'a', '--sandbox', '--read-only')).connection).toMatchObject({
    state: 'active',
    scope: { read_only: true },
  });
});

describe('what is refused', () => {
  const { refused, env, folder } = team();

  it.each([
    [['add', 'a/b'], 'The name must have at most 64'],
    [['add', '.a'], 'The name must have at most 64'],
    [['add', 'a'.repeat(65)], 'The name must have at most 64'],
    [['add', 'cmc_planted-token'], 'That is a token or a key, no name.'],
    [['show', 'cmc_planted-token'], 'There is no such connection.'],
    [['add', 'a', '--toolsets', 'tabels'], 'Did you mean "tables"?'],
    [['add', 'a', '--tools', 'nope'], 'There is no tool "nope"'],
    [['add', 'a', '--effects', 'delete', '--read-only'], 'This selection leaves no tool.'],
    [['add', 'a', '--expires', '2020-01-01'], '--expires lies in the past.'],
    [['add', 'a', '--call-budget', 'x'], '--call-budget must be a number of calls'],
    [['list', '--store', 'redis://:planted-password@127.0.0.1:1'], 'cannot be reached (ECONNREFUSED)'],
    [['rekey'], 'There is no key file'],
  ])('%j', async (args, problem) => {
    const words = await refused(...args);
    expect(words).toContain(problem);
    expect(words).not.toContain('planted');
    expect(existsSync(join(folder, 'connections.json'))).toBe(false);
  });

  it('no account, no place, no key', async () => {
    const without = async (name: string, more = {}) => {
      const ended = await run(['connections', 'add', 'a'], { env: { ...env, [name]: '', ...more } });
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      return ended.stderr;
    };
    expect(await without('CASPIO_CLIENT_SECRET')).toContain('missing: CASPIO_CLIENT_SECRET');
    expect(await without('CASPIO_MCP_DATA_DIR')).toContain('Set --data-dir');
    expect(await without('CASPIO_MCP_KEY', { CASPIO_MCP_KEY: 'planted-key' })).toMatch(
      /^caspio-mcp: CASPIO_MCP_KEY holds no key of 32 bytes(?!.*planted)/,
    );
  });

  it('a key file that others may read, and a folder that cannot be', async () => {
    const { done, refused: not, key, file, env: own } = team();
    await done('add', 'a');
    chmodSync(key, 0o644);
    expect(await not('add', 'b')).toContain(`Run chmod 600 ${key}.`);
    expect(await not('rekey')).toContain('can be read by others');
    const odd = await run(['connections', 'add', 'b'], { env: { ...own, CASPIO_MCP_DATA_DIR: file } });
    expect(odd.stderr).toMatch(/^caspio-mcp: The .* cannot be (made|read) .*\((ENOTDIR|EEXIST)\)/);
    writeFileSync(file, 'half');
    expect(await not('list')).toContain('cannot be read');
  });
});

it('renews the key of a key file', async () => {
  const { done, refused, key, file, folder } = team();
  for (const name of ['a', 'b']) await done('add', name);
  const [oldKey, oldFile] = [readFileSync(key, 'utf8'), readFileSync(file, 'utf8')];
  expect(await done('rekey')).toBe('Sealed anew: 2 Client Secrets. The old key is dropped.\n');
  expect(readFileSync(key, 'utf8')).not.toBe(oldKey);
  for (const { name, account } of await createFileStore(folder).all())
    expect(account.sandbox || fileVault(key).keyring.open(account.sealedSecret, owner(name))).toBe(
      PLANTED.clientSecret,
    );
  writeFileSync(file, oldFile);
  expect(await refused('rekey')).toContain('was sealed with a key that is not here');
  expect(await refused('add', 'c')).toContain(
    'The connections there were sealed with a key that is not here',
  );
});

it.runIf(hasRedis)('keeps connections in Redis, sealed with the keys of the variable', async () => {
  const redis = await startRedis({ password: PLANTED.password });
  const [old, fresh] = [randomBytes(32).toString('base64'), randomBytes(32).toString('hex')];
  const shared = { CASPIO_MCP_STORE: redis.url, CASPIO_MCP_DATA_DIR: '' };
  const before = team({ ...shared, CASPIO_MCP_KEY: old });
  const after = team({ ...shared, CASPIO_MCP_KEY: `${fresh},${old}` });
  const { token } = await before.json('add', 'a');
  expect(await after.refused('add', 'a')).toContain('There is a connection a already');
  expect(await after.json('rekey')).toEqual({ resealed: 1 });
  expect(await after.done('list')).toMatch(/^a +c0abc123\.caspio\.com +active /m);
  const client = await connectRedis(redis.url);
  const kept = await createRedisStore(client).byToken(hashOf(token));
  if (!kept || kept.account.sandbox) throw new Error('no account');
  const sealed = kept.account.sealedSecret;
  expect(variableVault(fresh).keyring.open(sealed, owner('a'))).toBe(PLANTED.clientSecret);
  expect(() => variableVault(old).keyring.open(sealed, owner('a'))).toThrow(
    'sealed with a key that is not here',
  );
  client.destroy();
  await redis.close();
});

it('loses nothing when 20 are added at once', { timeout: 60_000 }, async () => {
  const { connections, json, folder } = team();
  const names = Array.from({ length: 20 }, (_, index) => `agent-${String(index).padStart(2, '0')}`);
  const ended = await Promise.all(names.map((name) => connections('add', name)));
  expect(ended.map(({ code }) => code)).toEqual(names.map(() => 0));
  expect((await json('list')).map(({ name }: { name: string }) => name)).toEqual(names);
  const { keyring } = fileVault(join(folder, 'key'));
  for (const { name, account } of await createFileStore(folder).all())
    expect(account.sandbox || keyring.open(account.sealedSecret, owner(name))).toBe(PLANTED.clientSecret);
});

describe('a writer that is killed', { timeout: 60_000 }, () => {
  /** Runs `connections add` until it has its lock, and ends it so many milliseconds later. */
  const killed = ({ env, key }: ReturnType<typeof team>, after: number) =>
    new Promise<boolean>((resolve) => {
      const child = spawn(process.execPath, ['dist/main.js', 'connections', 'add', 'second'], {
        env: { PATH: process.env.PATH, ...env },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let isDone = false;
      child.stdout.on('data', () => {
        isDone = true;
      });
      const watch = setInterval(() => {
        if (!existsSync(`${key}.lock`)) return;
        clearInterval(watch);
        setTimeout(() => child.kill('SIGKILL'), after);
      }, 1);
      child.on('close', () => {
        clearInterval(watch);
        resolve(isDone);
      });
    });

  it.concurrent.each([0, 1, 2, 3, 4, 6, 8, 10, 14, 20])(
    'leaves the file whole after %i ms',
    async (after) => {
      const here = team();
      await here.done('add', 'first');
      const isDone = await killed(here, after);
      const names = JSON.parse(readFileSync(here.file, 'utf8')).connections.map(
        ({ name }: { name: string }) => name,
      );
      expect([['first'], ['first', 'second']]).toContainEqual(names);
      if (isDone) expect(names).toContain('second');
      await here.done('add', 'third');
      expect((await createFileStore(here.folder).all()).map(({ name }) => name)).toEqual([...names, 'third']);
      expect(readdirSync(here.folder).toSorted()).toEqual(['connections.json', 'key']);
    },
  );
});
