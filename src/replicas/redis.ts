import { createClient } from '@redis/client';
import { Failure } from '../caspio/failure.js';

const PING_EVERY_MS = 2_000;
/** Longer than Redis is ever silent. */
const SILENT_FOR_MS = 3 * PING_EVERY_MS;
const LONGEST_PAUSE_MS = 2_000;

export type RedisClient = ReturnType<typeof clientFor>;

/**
 * Connects once, or rejects with a Failure; from then on it connects again whenever the connection is lost. While
 * there is no connection commands are rejected at once; a Redis that stands still without hanging up is noticed after
 * some seconds, so that whoever cannot wait has a deadline of his own. `onFault` hears of lost connections. The address may hold a
 * password: no error repeats anything of it.
 */
export async function connectRedis(
  url: string,
  onFault: (error: Error) => void = () => {},
): Promise<RedisClient> {
  let isUp = false;
  let client: RedisClient;
  try {
    client = clientFor(url, (tries) => isUp && Math.min(50 * 2 ** tries, LONGEST_PAUSE_MS));
  } catch {
    // Its own words quote the address.
    throw unreachable('its address is not understood');
  }
  client.on('error', onFault);
  try {
    await client.connect();
  } catch (error) {
    throw unreachable(reasonOf(error));
  }
  isUp = true;
  return client;
}

function clientFor(url: string, reconnectStrategy: (tries: number) => number | false) {
  return createClient({
    url,
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    pingInterval: PING_EVERY_MS,
    socket: { connectTimeout: SILENT_FOR_MS, socketTimeout: SILENT_FOR_MS, reconnectStrategy },
  });
}

/** A code such as ECONNREFUSED, or the first word of Redis's own answer, such as WRONGPASS. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown fault';
  const code = 'code' in error ? String(error.code) : error.message.split(' ')[0];
  return code && /^[A-Z_]{3,40}$/.test(code) ? code : error.constructor.name;
}

const unreachable = (reason: string) =>
  new Failure({
    kind: 'network',
    what: `The Redis of --store (CASPIO_MCP_STORE) cannot be reached (${reason})`,
    next: 'Check that it runs, and its address, user and password.',
  });
