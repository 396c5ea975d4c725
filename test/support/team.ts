import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AllowLists, Store } from '../../src/access/connection.js';
import { createFileStore } from '../../src/access/fileStore.js';
import { addConnection, type Wanted } from '../../src/access/manage.js';
import { createRedisStore } from '../../src/access/redisStore.js';
import { fileVault, variableVault } from '../../src/access/vault.js';
import type { RedisClient } from '../../src/replicas/redis.js';
import type { Connection } from './connect.js';
import { connectHttp, serverOverHttp } from './http.js';
import { noteSecret } from './run-log.js';
import { PLANTED } from './secrets.js';

export interface Member {
  readonly name: string;
  readonly token: string;
  readonly key: string | undefined;
}

export type Asked = Partial<Omit<Wanted, 'name' | 'account'>> & {
  /** Of a raw server in Caspio's place; the sandbox if absent. */
  readonly origin?: string;
  readonly clientId?: string;
  readonly allow?: AllowLists;
};

/** A place for connections: below a folder of its own, or in Redis with a key for all replicas. */
export function newTeam(shared?: { readonly redis: RedisClient; readonly key: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'caspio-team-'));
  const store: Store = shared ? createRedisStore(shared.redis) : createFileStore(folder);
  const vault = shared ? variableVault(shared.key) : fileVault(join(folder, 'key'));
  return {
    folder,
    store,
    async add(name: string, { origin, clientId = 'id', allow = {}, ...asked }: Asked = {}): Promise<Member> {
      const account = origin ? { origin, clientId, clientSecret: PLANTED.clientSecret } : undefined;
      const wanted: Wanted = {
        name,
        account,
        limits: {},
        requireKey: false,
        urlToken: false,
        expiresAt: undefined,
        ...asked,
        scope: { allow, ...asked.scope },
      };
      const added = await addConnection(store, vault, wanted);
      if (!added) throw new Error(`${name} is taken`);
      const { token, key } = added.minted;
      noteSecret(token);
      if (key !== undefined) noteSecret(key);
      return { name, token, key };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A team and the built server that serves it. */
export async function servedTeam(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const team = newTeam();
  const server = await serverOverHttp({ args: ['--data-dir', team.folder, ...args], env });
  return {
    ...team,
    server,
    connect: ({ token, key }: Member, headers: Readonly<Record<string, string>> = {}): Promise<Connection> =>
      connectHttp(server.url, {
        headers: {
          authorization: `Bearer ${token}`,
          ...(key !== undefined && { 'x-mcp-key': key }),
          ...headers,
        },
      }),
    async close() {
      await server.close();
      team.remove();
    },
  };
}
