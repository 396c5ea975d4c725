import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { firstOf } from './abort.js';
import { unusableProxy } from './errors.js';
import { explainFault } from './fault.js';

/** A body of known length that can be sent more than once. */
export interface StreamedBody {
  readonly length: number;
  open(): AsyncIterable<Uint8Array>;
}

/** A successful body as it comes. */
export interface Incoming {
  readonly header: (name: string) => string | undefined;
  readonly bytes: AsyncIterable<Buffer>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | StreamedBody | undefined;
  /** A write: when no answer comes, its outcome is unknown. */
  readonly changes: boolean;
  readonly signal: AbortSignal;
  /** From the start to the last byte of the answer; for a transfer, the longest time without a byte. */
  readonly timeoutMs: number;
  /** A longer answer is given up, so that no call can fill the memory. */
  readonly maxBytes: number;
  /** Takes a successful body in place of the answer's `body`, which is empty then. */
  readonly receive?: ((incoming: Incoming) => Promise<void>) | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
  /** The answer had more than `maxBytes`; `body` is empty then. */
  readonly tooLarge: boolean;
}

/** Sends requests over kept-alive connections; follows no redirect, so that no other host ever sees a token. */
export interface Http {
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** Requests to `direct` hosts (loopback) never go through a proxy; others honour HTTPS_PROXY and NO_PROXY. */
export function createHttp({ direct }: { direct: boolean }): Http {
  let dispatcher: Promise<Dispatcher> | undefined;

  return {
    async send(request) {
      dispatcher ??= connect(direct);
      const agent = await dispatcher;
      const { origin, host } = new URL(request.url);
      const { body, receive } = request;
      const isTransfer = receive !== undefined || typeof body === 'object';
      const watch = watchdog(request.timeoutMs);
      const either = firstOf([request.signal, watch.signal]);
      const attempt = {
        host,
        changes: request.changes,
        caller: request.signal,
        timeout: watch.signal,
        startedAt: performance.now(),
      };
      try {
        const answer = await agent.request({
          origin,
          path: request.url.slice(origin.length),
          method: request.method,
          headers: {
            ...request.headers,
            ...(typeof body === 'object' && { 'content-length': String(body.length) }),
          },
          body: typeof body === 'object' ? Readable.from(noticing(body.open(), watch.rest)) : (body ?? null),
          signal: either.signal,
          // The watchdog is the only clock.
          headersTimeout: 0,
          bodyTimeout: 0,
        });
        const header = (name: string) => [answer.headers[name]].flat()[0];
        const status = answer.statusCode;
        const bytes: AsyncIterable<Buffer> = isTransfer ? noticing(answer.body, watch.rest) : answer.body;
        if (receive && status >= 200 && status < 300) {
          // Whoever stops reading gives the connection back.
          await receive({ header, bytes }).finally(() => answer.body.on('error', () => {}).destroy());
          return { status, header, body: Buffer.alloc(0), tooLarge: false };
        }
        const collected = await collect(bytes, request.maxBytes);
        return { status, header, body: collected ?? Buffer.alloc(0), tooLarge: collected === undefined };
      } catch (error) {
        throw explainFault(error, {
          ...attempt,
          sent: !(error instanceof Error && neverConnected.has(error)),
        });
      } finally {
        watch.stop();
        either.release();
      }
    },
    async close() {
      await (await dispatcher?.catch(() => undefined))?.destroy();
    },
  };
}

/** All bytes, or undefined when there are more than `maxBytes`; the rest is not read then. */
export async function collect(bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > maxBytes) return undefined; // leaving the loop destroys the stream
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Faults that came before a connection stood, TLS and proxy included: not a byte of the request has left then. */
const neverConnected = new WeakSet<Error>();

/** undici is loaded with the first request: listing tools needs no network, and starts are felt. */
async function connect(direct: boolean): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent, Pool } = await import('undici');
  const factory = (origin: string | URL, options: object): Dispatcher =>
    new Pool(origin, options).on('connectionError', (_origin, _targets, error) => neverConnected.add(error));
  if (direct) return new Agent({ factory });
  try {
    return new EnvHttpProxyAgent({ factory });
  } catch {
    throw unusableProxy();
  }
}

/** A signal that fires after `ms`; `rest` starts the time anew. */
function watchdog(ms: number) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms).unref();
  return { signal: controller.signal, rest: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}

async function* noticing<Chunk>(chunks: AsyncIterable<Chunk>, moved: () => void): AsyncGenerator<Chunk> {
  for await (const chunk of chunks) {
    moved();
    yield chunk;
  }
}
