import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/access/connection.js';
import { createFileStore } from '../../src/access/fileStore.js';
import { addConnection, rekey, revokeConnection, rotateConnection } from '../../src/access/manage.js';
import { createRedisStore } from '../../src/access/redisStore.js';
import { hashOf } from '../../src/access/token.js';
import { fileVault, variableVault } from '../../src/access/vault.js';
import { Failure } from '../../src/caspio/failure.js';
import { connectRedis, type RedisClient } from '../../src/replicas/redis.js';
import { connectionTo, newFolder } from '../support/connections.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { PLANTED } from '../support/secrets.js';

const ACCOUNT = {
  origin: 'https://c0abc123.caspio.com',
  clientId: 'some-client',
  clientSecret: PLANTED.clientSecret,
};
const wanted = (name: string) => ({
  name,
  account: ACCOUNT,
  scope: { allow: {} },
  limits: {},
  requireKey: true,
  urlToken: false,
  expiresAt: undefined,
});

let redis: Awaited<ReturnType<typeof startRedis>>;
let clients: RedisClient[] = [];
let folder = '';
beforeAll(async () => {
  if (hasRedis) redis = await startRedis();
});
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(async () => {
  for (const client of clients) client.destroy();
  clients = [];
  if (hasRedis) await redis.close();
});

async function redisStore(): Promise<Store> {
  const client = await connectRedis(redis.url);
  clients.push(client);
  return createRedisStore(client);
}

/** Two that share one place, as a command and a server do. */
const pairs: Readonly<Record<string, () => Promise<readonly [Store, Store]>>> = {
  file: async () => [createFileStore(folder), createFileStore(folder)],
  redis: async () => {
    const pair = [await redisStore(), await redisStore()] as const;
    await clients.at(-1)?.flushAll();
    return pair;
  },
};

const kinds = Object.keys(pairs).filter((kind) => hasRedis || kind !== 'redis');

describe.each(kinds)('connections in a %s', (kind) => {
  let here: Store;
  let there: Store;
  beforeEach(async () => {
    [here, there] = (await pairs[kind]?.()) ?? [here, there];
  });

  it('are none at first', async () => {
    expect(await here.all()).toEqual([]);
    expect(await here.byName('a')).toBeUndefined();
    expect(await here.byToken('a')).toBeUndefined();
    expect(await here.change('a', (now) => now)).toBeUndefined();
  });

  it('are found by name and by token, and listed by name', async () => {
    const whole = connectionTo('b', {
      account: { origin: 'https://c0abc123.caspio.com', clientId: 'id', sealedSecret: 'v1.sealed' },
      scope: {
        readOnly: true,
        effects: ['read'],
        toolsets: ['tables'],
        tools: [],
        excludeTools: ['x'],
        allow: { tables: ['Orders'], folders: ['/'] },
      },
      limits: { callsPerMinute: 5, callBudget: { limit: 10, period: 'day' } },
      keyHash: hashOf('key'),
      urlToken: true,
      expiresAt: '2030-01-01T00:00:00.000Z',
    });
    const plain = connectionTo('a');
    expect([await here.add(whole), await here.add(plain)]).toEqual([true, true]);
    expect(await there.byName('b')).toEqual(whole);
    expect(await there.byToken(whole.tokenHash)).toEqual(whole);
    expect(await there.all()).toEqual([plain, whole]);
  });

  it('have one name each, which is free again once they are revoked', async () => {
    const first = connectionTo('a');
    const second = connectionTo('a');
    expect(await here.add(first)).toBe(true);
    expect(await there.add(second)).toBe(false);
    expect(await there.byToken(second.tokenHash)).toBeUndefined();
    await revokeConnection(here, 'a');
    expect(await there.byToken(first.tokenHash)).toMatchObject({ revokedAt: expect.any(String) });
    expect(await there.add(second)).toBe(true);
    expect(await here.byToken(first.tokenHash)).toBeUndefined();
    expect(await here.byName('a')).toEqual(second);
  });

  it('change for everybody at once, their tokens too', async () => {
    const first = connectionTo('a');
    await here.add(first);
    expect(await there.byName('a')).toEqual(first);
    const changed = { ...first, tokenHash: hashOf('new'), revision: randomUUID() };
    expect(await here.change('a', () => changed)).toEqual(changed);
    expect(await there.byName('a')).toEqual(changed);
    expect(await there.byToken(first.tokenHash)).toBeUndefined();
    expect(await there.byToken(changed.tokenHash)).toEqual(changed);
  });

  it('lose no change when many are made at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `agent-${index}`);
    const added = await Promise.all(
      names.flatMap((name) => [here.add(connectionTo(name)), there.add(connectionTo(name))]),
    );
    expect(added.filter(Boolean)).toHaveLength(20);
    expect((await here.all()).length).toBe(20);
    const more = (store: Store) =>
      store.change('agent-0', (now) => ({
        ...now,
        limits: { callsPerMinute: (now.limits.callsPerMinute ?? 0) + 1 },
      }));
    await Promise.all(Array.from({ length: 20 }, (_, index) => more(index % 2 ? here : there)));
    expect((await there.byName('agent-0'))?.limits.callsPerMinute).toBe(20);
  });

  it('get new tokens and keys, and end for good', async () => {
    const vault = fileVault(join(folder, 'key'));
    const added = await addConnection(here, vault, wanted('a'));
    expect(await addConnection(here, vault, wanted('a'))).toBeUndefined();
    const rotated = await rotateConnection(there, 'a', '2030-01-01T00:00:00.000Z');
    expect(rotated?.minted.token).not.toBe(added?.minted.token);
    expect(rotated?.connection).toMatchObject({
      tokenHash: hashOf(rotated?.minted.token ?? ''),
      keyHash: hashOf(rotated?.minted.key ?? ''),
      expiresAt: '2030-01-01T00:00:00.000Z',
    });
    expect(rotated?.connection.revision).not.toBe(added?.connection.revision);
    await revokeConnection(here, 'a');
    const after = await rotateConnection(here, 'a', undefined);
    expect(after?.connection).toMatchObject({ revokedAt: expect.any(String), account: { sealedSecret: '' } });
    expect(after?.minted.token).toBe('');
  });

  it('are sealed anew together, while others are added', async () => {
    const vault = fileVault(join(folder, 'key'));
    for (const name of ['a', 'b', 'gone']) await addConnection(here, vault, wanted(name));
    await revokeConnection(here, 'gone');
    await here.add(connectionTo('sandboxed'));
    const other = fileVault(join(folder, 'key'));
    await Promise.all([rekey(here, vault), addConnection(there, other, wanted('c')), rekey(there, other)]);
    for (const name of ['a', 'b', 'c']) {
      const account = (await here.byName(name))?.account;
      if (!account || account.sandbox) throw new Error('no account');
      expect(vault.keyring.open(account.sealedSecret, { name, ...account })).toBe(PLANTED.clientSecret);
      expect(vault.keyring.isCurrent(account.sealedSecret)).toBe(true);
    }
    expect(readFileSync(join(folder, 'key'), 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('stay as they are when one cannot be opened, or the key is another', async () => {
    const vault = fileVault(join(folder, 'key'));
    await addConnection(here, vault, wanted('a'));
    await addConnection(here, vault, wanted('b'));
    const b = await here.byName('b');
    // Whoever may write the store, but has no key, gives a connection the secret of another.
    await here.change('a', (now) => ({ ...now, account: b?.account ?? now.account }));
    await expect(rekey(here, vault)).rejects.toThrow('of connection a does not open');
    expect(await here.byName('b')).toEqual(b);
    const elsewhere = variableVault(Buffer.alloc(32).toString('hex'));
    await expect(addConnection(here, elsewhere, wanted('c'))).rejects.toThrow(
      'sealed with a key that is not here',
    );
    await expect(addConnection(here, fileVault(join(folder, 'x', 'key')), wanted('c'))).rejects.toThrow(
      Failure,
    );
    expect(existsSync(join(folder, 'x', 'key'))).toBe(false);
  });
});

describe('the file of connections', () => {
  const file = () => join(folder, 'connections.json');

  it('is for its owner alone', async () => {
    const below = join(folder, 'below');
    await createFileStore(below).add(connectionTo('a'));
    expect(statSync(below).mode & 0o777).toBe(0o700);
    expect(statSync(join(below, 'connections.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(below)).toEqual(['connections.json']);
  });

  it.each([
    ['no JSON', '{"version": 1, "connections": [planted-secret'],
    ['a newer version', '{"version": 2, "connections": []}'],
    ['a restriction that is not known here', ''],
    ['nothing', ' '],
  ])('closes everything when it holds %s', async (_, text) => {
    const store = createFileStore(folder);
    await store.add(connectionTo('a'));
    const kept = JSON.parse(readFileSync(file(), 'utf8'));
    kept.connections[0].scope.allow.datapages = ['planted-page'];
    const odd = text || JSON.stringify(kept);
    writeFileSync(file(), odd);
    for (const use of [
      () => store.byToken('x'),
      () => store.byName('a'),
      () => store.all(),
      () => store.add(connectionTo('b')),
    ]) {
      const error = await use().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Failure);
      expect(String(error)).toContain(`cannot be read from ${file()}`);
      expect(String(error)).not.toContain('planted');
    }
    expect(readFileSync(file(), 'utf8')).toBe(odd);
  });

  it('is read again only when it has changed', async () => {
    const store = createFileStore(folder);
    await store.add(connectionTo('a'));
    utimesSync(file(), new Date(0), new Date(0));
    const first = await store.all();
    expect(await store.all()).toBe(first);
    appendFileSync(file(), '\n');
    expect(await store.all()).not.toBe(first);
  });

  it('is written after seconds where a dead process left its lock, and what else it left goes', async () => {
    writeFileSync(`${file()}.lock`, 'a dead process');
    writeFileSync(`${file()}.half.tmp`, '{"vers');
    const [first, second] = [createFileStore(folder), createFileStore(folder)];
    const added = [first.add(connectionTo('a')), second.add(connectionTo('b'))];
    expect(await Promise.all(added)).toEqual([true, true]);
    expect((await first.all()).length).toBe(2);
    expect(readdirSync(folder)).toEqual(['connections.json']);
  });
});

describe.runIf(hasRedis)('connections in a Redis', () => {
  it('close everything when a record does not fit, or bears another name', async () => {
    const [store] = (await pairs.redis?.()) ?? [];
    const client = clients.at(-1);
    const kept = connectionTo('a');
    await store?.add(kept);
    await client?.hSet('caspio-mcp:connections', 'b', JSON.stringify(kept));
    await expect(store?.byName('b')).rejects.toThrow('bears the name of another');
    await client?.hSet('caspio-mcp:connections', 'a', JSON.stringify({ ...kept, planted: 'planted-x' }));
    const error = await store?.byToken(kept.tokenHash).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('does not fit this version');
    expect(String(error)).not.toContain('planted');
  });
});
