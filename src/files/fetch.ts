import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { basename } from 'node:path';
import type { Dispatcher } from 'undici';
import { badArgument } from '../caspio/errors.js';
import type { Failure } from '../caspio/failure.js';
import { isPublic } from './address.js';

/** How files are fetched from the web; the defaults are for the product, the rest for its tests. */
export interface FetchPolicy {
  readonly mayConnect: (address: string) => boolean;
  /** Of one file, in bytes. */
  readonly maxBytes: number;
  /** Longest time without a byte. */
  readonly idleMs: number;
  /** How names are resolved; by the system if absent. */
  readonly lookup?: typeof systemLookup;
  /** Certificate authority to trust besides the public ones. */
  readonly ca?: string;
}

export const PUBLIC_ONLY: FetchPolicy = { mayConnect: isPublic, maxBytes: 250 * 1024 * 1024, idleMs: 30_000 };

export interface Fetched {
  readonly name: string;
  readonly type: string;
  readonly bytes: AsyncIterable<Buffer>;
}

const MAX_REDIRECTS = 5;

/**
 * Fetches a file over https from a public address only; the address is checked when connecting (so that a name cannot
 * resolve to one thing for the check and to another for the use), and again on every redirect. No proxy is used, which
 * would resolve names for us. `use` reads the bytes. Throws a Failure that names `argument`.
 */
export async function fetchPublic<T>(
  url: string,
  argument: string,
  signal: AbortSignal,
  use: (fetched: Fetched) => Promise<T>,
  policy: FetchPolicy = PUBLIC_ONLY,
): Promise<T> {
  const { Agent } = await import('undici');
  const agent = new Agent({
    connect: { lookup: guardedLookup(policy), ...(policy.ca && { ca: policy.ca }) },
    bodyTimeout: policy.idleMs,
    headersTimeout: policy.idleMs,
  });
  try {
    let at = checkedUrl(url, argument, policy);
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const answer = await agent.request({
        origin: at.origin,
        path: at.pathname + at.search,
        method: 'GET',
        // What is packed for the way would be stored packed.
        headers: { 'accept-encoding': 'identity' },
        signal,
      });
      const location = redirectOf(answer);
      if (location === undefined) return await use(fetched(answer, at, argument, policy.maxBytes));
      await answer.body.dump();
      at = checkedUrl(new URL(location, at).href, argument, policy);
    }
    throw badArgument(argument, `redirects more than ${MAX_REDIRECTS} times`, 'Give the final address.');
  } catch (error) {
    throw explain(error, argument, signal);
  } finally {
    await agent.destroy();
  }
}

/** Throws a Failure for an address that must not be asked. */
function checkedUrl(text: string, argument: string, { mayConnect }: FetchPolicy): URL {
  const url = parseUrl(text);
  if (url?.protocol !== 'https:')
    throw badArgument(argument, 'is no https address', 'Give a full https:// address.');
  if (url.username || url.password)
    throw badArgument(argument, 'holds a user name or password', 'Leave it out.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !mayConnect(host)) throw notPublic(argument);
  return url;
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Every address of a name must be allowed: a mixed answer is an attack or a mistake. */
function guardedLookup({ mayConnect, lookup = systemLookup }: FetchPolicy): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => mayConnect(address)))
        return callback(new NotPublic(), '', 0);
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

class NotPublic extends Error {}

function redirectOf({ statusCode, headers }: Dispatcher.ResponseData): string | undefined {
  const location = [headers.location].flat()[0];
  return statusCode >= 300 && statusCode < 400 ? location : undefined;
}

function fetched(answer: Dispatcher.ResponseData, url: URL, argument: string, maxBytes: number): Fetched {
  if (answer.statusCode !== 200) {
    throw badArgument(
      argument,
      `cannot be fetched: its server answered HTTP ${answer.statusCode}`,
      'Check the address.',
    );
  }
  const encoding = [answer.headers['content-encoding']].flat()[0] ?? 'identity';
  if (encoding !== 'identity')
    throw badArgument(argument, `comes packed (${encoding})`, 'Give another address.');
  if (Number(answer.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(argument, maxBytes);
  return {
    name: fileName(url),
    type: [answer.headers['content-type']].flat()[0]?.split(';')[0]?.trim() ?? '',
    bytes: limited(answer.body, argument, maxBytes),
  };
}

/** The last part of the address, which nothing in it can make a path. */
function fileName({ pathname }: URL): string {
  const last = basename(pathname);
  try {
    return basename(decodeURIComponent(last).replaceAll('\\', '/')).replace(/\p{Cc}/gu, '');
  } catch {
    return last;
  }
}

async function* limited(
  bytes: AsyncIterable<Buffer>,
  argument: string,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(argument, maxBytes);
    yield chunk;
  }
}

const tooLarge = (argument: string, maxBytes: number) =>
  badArgument(argument, `is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB`, 'Give a smaller file.');

const isTimeout = (reason: unknown) => reason instanceof DOMException && reason.name === 'TimeoutError';

const tooSlow = (argument: string) =>
  badArgument(
    argument,
    'its server gave the file too slowly',
    'Give the content another way, or use a client that asks for progress, which gives it more time.',
  );

const notPublic = (argument: string) =>
  badArgument(argument, 'does not lead to a public address', 'Give an address on the public internet.');

function explain(error: unknown, argument: string, signal: AbortSignal): unknown {
  if (isTimeout(signal.reason)) return tooSlow(argument);
  if (signal.aborted || !(error instanceof Error) || error.name === 'Failure') return error;
  if (error instanceof NotPublic || error.cause instanceof NotPublic) return notPublic(argument);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  return badArgument(
    argument,
    `cannot be fetched (${code})`,
    'Check the address, or give the content another way.',
  ) satisfies Failure;
}
