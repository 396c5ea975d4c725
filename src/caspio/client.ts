import type { z } from 'zod';
import { createAuth, type Token } from './auth.js';
import { decode, decodeError } from './decode.js';
import { isLoopback } from './host.js';
import { createHttp, type Http, type HttpAnswer } from './http.js';
import { type Account, login } from './login.js';
import type { Path } from './path.js';
import { address, type Query } from './query.js';

export type { Account } from './login.js';

export interface CaspioRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: Path;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** Requests on behalf of one tool call: its cancellation and deadline are built in. Rejects with a Failure. */
export interface Caspio {
  /** With `answer`, the decoded JSON in that shape; without, nothing (empty and unwanted answers). */
  request<T>(request: CaspioRequest & { readonly answer: z.ZodType<T> }): Promise<T>;
  request(request: CaspioRequest): Promise<undefined>;
}

/** One account's client: one login, one connection pool, shared by all calls. */
export interface CaspioAccount {
  forCall(signal: AbortSignal): Caspio;
  close(): Promise<void>;
}

interface Limits {
  /** From the start of a request to the last byte of its answer. */
  readonly timeoutMs: number;
  /** Of one answer. */
  readonly maxBytes: number;
}
const DEFAULT_LIMITS: Limits = { timeoutMs: 30_000, maxBytes: 32 * 1024 * 1024 };

/**
 * `account` is asked for with the first request, so that a server without credentials can still list its tools;
 * it may reject with a Failure, which the call then reports.
 */
export function createCaspio(
  account: () => Promise<Account>,
  limits: Limits = DEFAULT_LIMITS,
): CaspioAccount {
  let connection: Promise<Connection> | undefined;

  const connected = (): Promise<Connection> => {
    connection ??= account()
      .then((known) => connect(known, limits))
      .catch((error: unknown) => {
        connection = undefined;
        throw error;
      });
    return connection;
  };

  return {
    forCall: (signal) => ({
      async request<T>(request: CaspioRequest & { readonly answer?: z.ZodType<T> }) {
        const { send } = await connected();
        const answer = await send(request, signal);
        return request.answer && decode(answer, request.answer, { changed: changes(request) });
      },
    }),
    close: async () => (await connection?.catch(() => undefined))?.http.close(),
  };
}

interface Connection {
  readonly http: Http;
  readonly send: (request: CaspioRequest, signal: AbortSignal) => Promise<HttpAnswer>;
}

function connect(account: Account, limits: Limits): Connection {
  const http = createHttp({ direct: isLoopback(new URL(account.origin).hostname) });
  const auth = createAuth(() => login(http, account, limits));

  return {
    http,
    async send(request, signal) {
      const url = address(`${account.origin}/integrations/rest/v3`, request.path, request.query);
      const once = (token: Token) => http.send({ ...message(request, token), url, signal, ...limits });
      const token = await auth.token(signal);
      let answer = await once(token);
      if (answer.status === 401) {
        // The token ended early or was revoked. Caspio did not take the request, so a second try is safe.
        auth.forget(token);
        answer = await once(await auth.token(signal));
      }
      if (answer.status >= 200 && answer.status < 300) return answer;
      throw decodeError(answer).about(request.path);
    },
  };
}

function message(request: CaspioRequest, token: Token) {
  return {
    method: request.method,
    headers: {
      authorization: `Bearer ${token.value}`,
      accept: 'application/json',
      // Caspio wants it on every write, with or without a body. Facts: headers (415).
      ...(changes(request) && { 'content-type': 'application/json' }),
    },
    body: request.body === undefined ? undefined : JSON.stringify(request.body),
    changes: changes(request),
  };
}

const changes = (request: CaspioRequest) => request.method !== 'GET';
