import type { Dispatcher } from 'undici';
import { connectionFault, Failure, timedOut } from './errors.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** A write: when no answer comes, its outcome is unknown. */
  readonly changes: boolean;
  readonly signal: AbortSignal;
  /** Longest time from the start to the last byte of the answer. */
  readonly timeoutMs: number;
  /** A longer answer is given up, so that no call can fill the memory. */
  readonly maxBytes: number;
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
      const startedAt = performance.now();
      const timeout = AbortSignal.timeout(request.timeoutMs);
      const signal = AbortSignal.any([request.signal, timeout]);
      try {
        const answer = await agent.request({
          origin: new URL(request.url).origin,
          path: request.url.slice(new URL(request.url).origin.length),
          method: request.method,
          headers: { ...request.headers },
          body: request.body ?? null,
          signal,
        });
        const body = await read(answer.body, request.maxBytes);
        return {
          status: answer.statusCode,
          header: (name) => [answer.headers[name]].flat()[0],
          body: body ?? Buffer.alloc(0),
          tooLarge: body === undefined,
        };
      } catch (error) {
        throw explain(error, request, timeout, startedAt);
      }
    },
    async close() {
      await (await dispatcher)?.destroy();
    },
  };
}

/** undici is loaded with the first request: listing tools needs no network, and starts are felt. */
async function connect(direct: boolean): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  return direct ? new Agent() : new EnvHttpProxyAgent();
}

async function read(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) return undefined; // leaving the loop destroys the stream
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Codes of faults that come before a single byte of the request has left. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function explain(error: unknown, request: HttpRequest, timeout: AbortSignal, startedAt: number): unknown {
  if (error instanceof Failure) return error;
  const { host } = new URL(request.url);
  const deadlinePassed = isTimeout(request.signal.reason);
  if (request.signal.aborted && !deadlinePassed) return request.signal.reason; // the caller went away
  if (timeout.aborted || deadlinePassed) {
    return timedOut(Math.round((performance.now() - startedAt) / 1_000), host, request.changes);
  }
  const code = codeOf(error);
  const reason = code ?? (error instanceof Error ? error.message : String(error));
  return connectionFault(reason, host, request.changes, !(code !== undefined && NEVER_SENT.has(code)));
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}
