import type { z } from 'zod';
import { createAuth, type Token } from './auth.js';
import { decode, decodeBytes, decodeError, decodeNothing } from './decode.js';
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

/** A downloaded body with the media type that Caspio gave it. */
export interface Content {
  readonly bytes: Buffer;
  readonly type: string;
}

/** Requests on behalf of one tool call: its cancellation and deadline are built in. Rejects with a Failure. */
export interface Caspio {
  /** `answer` says what is wanted of a success: JSON in a shape, the text or the bytes as they came, or nothing. */
  request<T>(request: CaspioRequest & { readonly answer: z.ZodType<T> }): Promise<T>;
  request(request: CaspioRequest & { readonly answer: 'text' }): Promise<string>;
  request(request: CaspioRequest & { readonly answer: 'bytes' }): Promise<Content>;
  request(request: CaspioRequest & { readonly answer?: never }): Promise<undefined>;
}

type Wanted = z.ZodType | 'text' | 'bytes' | undefined;
type Asked = CaspioRequest & { readonly answer?: Wanted };

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
      // One implementation of all overloads; `wanted` decides the type.
      async request(request: Asked) {
        const { send } = await connected();
        const answer = await send(request, signal);
        return decodeAs(request.answer, answer, { changed: changes(request) }) as never;
      },
    }),
    close: async () => (await connection?.catch(() => undefined))?.http.close(),
  };
}

function decodeAs(wanted: Wanted, answer: HttpAnswer, asked: { readonly changed: boolean }): unknown {
  switch (wanted) {
    case undefined:
      return decodeNothing(answer, asked);
    case 'text':
      return decodeBytes(answer, asked).toString('utf8');
    case 'bytes':
      return { bytes: decodeBytes(answer, asked), type: answer.header('content-type') ?? '' };
    default:
      return decode(answer, wanted, asked);
  }
}

interface Connection {
  readonly http: Http;
  readonly send: (request: Asked, signal: AbortSignal) => Promise<HttpAnswer>;
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

function message(request: Asked, token: Token) {
  return {
    method: request.method,
    headers: {
      authorization: `Bearer ${token.value}`,
      accept: typeof request.answer === 'string' ? 'application/octet-stream' : 'application/json',
      // Caspio wants it on every write, with or without a body. Facts: headers (415).
      ...(changes(request) && { 'content-type': 'application/json' }),
    },
    body: request.body === undefined ? undefined : JSON.stringify(request.body),
    changes: changes(request),
  };
}

const changes = (request: CaspioRequest) => request.method !== 'GET';
