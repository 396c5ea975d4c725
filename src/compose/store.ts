import { join } from 'node:path';
import type { Store } from '../access/connection.js';
import { createFileStore } from '../access/fileStore.js';
import { createRedisStore } from '../access/redisStore.js';
import { fileVault, type Vault, variableVault } from '../access/vault.js';
import { Failure } from '../caspio/failure.js';
import type { Config } from '../config.js';
import type { RedisClient } from '../replicas/redis.js';

/** Where connections are kept: in Redis where there is one, else below --data-dir. Throws a Failure where there is neither. */
export function storeOf({ dataDir }: Pick<Config, 'dataDir'>, redis: RedisClient | undefined): Store {
  if (redis) return createRedisStore(redis);
  if (dataDir !== undefined) return createFileStore(dataDir);
  throw new Failure({
    kind: 'account',
    what: 'There is no place for connections',
    next: 'Set --data-dir (CASPIO_MCP_DATA_DIR) to a folder, or CASPIO_MCP_STORE to a Redis that several servers share.',
  });
}

/** The keys of CASPIO_MCP_KEY, else of the key file below --data-dir. Throws a Failure where the variable holds no key. */
export function vaultOf({ key, dataDir }: Pick<Config, 'key' | 'dataDir'>): Vault {
  return key === undefined && dataDir !== undefined
    ? fileVault(join(dataDir, 'key'))
    : variableVault(key ?? '');
}
