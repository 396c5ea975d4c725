import { Failure } from '../caspio/failure.js';
import type { RedisClient } from '../replicas/redis.js';
import type { Connection, Store } from './connection.js';
import { faultOf, record } from './record.js';

/** Name → record. */
const RECORDS = 'caspio-mcp:connections';
/** Hash of a token → name. */
const TOKENS = 'caspio-mcp:connections:tokens';
const keys = [RECORDS, TOKENS];

const BY_TOKEN = `
local name = redis.call('HGET', KEYS[2], ARGV[1])
return name and redis.call('HGET', KEYS[1], name)`;

/** A name is free when nobody has it, or when its connection was revoked. */
const ADD = `
local was = redis.call('HGET', KEYS[1], ARGV[1])
if was then
  local old = cjson.decode(was)
  if not old.revokedAt then return 0 end
  redis.call('HDEL', KEYS[2], old.tokenHash)
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[2], ARGV[1])
return 1`;

/** Only where nobody else has changed it meanwhile. */
const CHANGE = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[2], ARGV[3])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[5])
redis.call('HSET', KEYS[2], ARGV[4], ARGV[1])
return 1`;

const TRIES = 100;

/** Connections in Redis, for all servers that share it. Each change is one script, which Redis runs alone. The client stays its owner's. */
export function createRedisStore(client: RedisClient): Store {
  const run = (script: string, ...args: string[]) =>
    asked(() => client.eval(script, { keys, arguments: args }));
  const textOf = (name: string) => asked(() => client.hGet(RECORDS, name));

  return {
    async all() {
      const records = Object.entries(await asked(() => client.hGetAll(RECORDS)));
      // A record of a newer version stops none but its own: its token is refused.
      const readable = records.flatMap(([name, text]) => readableOf(text, name) ?? []);
      return readable.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
    async byName(name) {
      const text = await textOf(name);
      return typeof text === 'string' ? parse(text, name) : undefined;
    },
    async byToken(tokenHash) {
      const text = await run(BY_TOKEN, tokenHash);
      const found = typeof text === 'string' ? parse(text) : undefined;
      return found?.tokenHash === tokenHash ? found : undefined;
    },
    async add(connection) {
      const { name, tokenHash } = connection;
      return (await run(ADD, name, tokenHash, JSON.stringify(connection))) === 1;
    },
    async change(name, change) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const was = await textOf(name);
        if (typeof was !== 'string') return undefined;
        const old = parse(was, name);
        const changed = change(old);
        const done = await run(CHANGE, name, was, old.tokenHash, changed.tokenHash, JSON.stringify(changed));
        if (done === 1) return changed;
      }
      throw unusable('others change the same connection all the time');
    },
  };
}

function readableOf(text: string, name: string): Connection | undefined {
  try {
    return parse(text, name);
  } catch {
    return undefined;
  }
}

function parse(text: string, name?: string): Connection {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unusable('a record is no JSON'); // the parser's own words quote the text
  }
  const parsed = record.safeParse(json);
  if (!parsed.success) throw unusable(`a record does not fit this version: ${faultOf(parsed.error)}`);
  if (name !== undefined && parsed.data.name !== name) throw unusable('a record bears the name of another');
  return parsed.data;
}

/** Longer than any answer takes; an agent waits meanwhile. */
const ANSWER_WITHIN_MS = 3_000;

/** Soon, whether there is an answer or none: the client waits longer for one that was asked. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not answer')), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    // Redis's own words may quote what it was sent; its first one is a code.
    const words = error instanceof Error ? error.message : 'unknown fault';
    throw unusable(/^[A-Z]{3,}\b/.exec(words)?.[0] ?? words.slice(0, 100));
  } finally {
    clearTimeout(timer);
  }
}

const unusable = (reason: string) =>
  new Failure({
    kind: 'account',
    what: `The connections cannot be read or changed in Redis (${reason})`,
    next: 'Try again in a few seconds. If it stays so, the operator of this server should check the Redis of --store.',
  });
