import type { z } from 'zod';
import { createAuth, type Token } from './auth.js';
import { decode, decodeError, decodeNothing } from './decode.js';
import { isLoopback } from './host.js';
import { createHttp, type Http, type HttpAnswer, type Incoming } from './http.js';
import { type Account, login } from './login.js';
import type { Multipart } from './multipart.js';
import type { Path } from './path.js';
import { address, type Query } from './query.js';

export type { Account } from './login.js';

export interface CaspioRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: Path;
  readonly query?: Query;
  /** Characters that the address of a later request of the same read will have more. */
  readonly room?: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent in place of `body`. */
  readonly form?: Multipart;
}

/** Takes a successful body as it comes, whatever its size; a transfer ends after a time without a byte. */
export type Receive<T> = (incoming: Incoming) => Promise<T>;

/** Requests on behalf of one tool call: its cancellation and deadline are built in. Rejects with a Failure. */
export interface Caspio {
  /** `answer` says what is wanted of a success: JSON in a shape, whatever `Receive` makes of the bytes, or nothing. */
  request<T>(request: CaspioRequest & { readonly answer: z.ZodType<T> | Receive<T> }): Promise<T>;
  request(request: CaspioRequest & { readonly answer?: never }): Promise<undefined>;
}

type Wanted<T> = z.ZodType<T> | Receive<T> | undefined;
type Asked<T> = CaspioRequest & { readonly answer?: Wanted<T> };

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
      async request<T>(request: Asked<T>) {
        const { send } = await connected();
        const { answer } = request;
        const asked = { changed: changes(request) };
        if (typeof answer === 'function') {
          // Set when the promise resolves: a success always reaches `receive`.
          let received = undefined as T;
          const receive = async (incoming: Incoming) => {
            received = await answer(incoming);
          };
          await send({ ...request, receive }, signal);
          return received;
        }
        const got = await send(request, signal);
        return answer ? decode(got, answer, asked) : decodeNothing(got, asked);
      },
    }),
    close: async () => (await connection?.catch(() => undefined))?.http.close(),
  };
}

type Sent = CaspioRequest & { readonly receive?: (incoming: Incoming) => Promise<void> };

interface Connection {
  readonly http: Http;
  readonly send: (request: Sent, signal: AbortSignal) => Promise<HttpAnswer>;
}

function connect(account: Account, limits: Limits): Connection {
  const http = createHttp({ direct: isLoopback(new URL(account.origin).hostname) });
  const auth = createAuth(() => login(http, account, limits));

  return {
    http,
    async send(request, signal) {
      const url = address(
        `${account.origin}/integrations/rest/v3`,
        request.path,
        request.query,
        request.room,
      );
      const once = (token: Token) => http.send({ ...message(request, token), url, signal, ...limits });
      const token = await auth.token(signal);
      let answer = await once(token);
      if (answer.status === 401) {
        // The token ended early or was revoked. Caspio did not take the request, so a second try is safe.
        auth.forget(token);
        answer = await once(await auth.token(signal));
      }
      if (answer.status >= 200 && answer.status < 300) return answer;
      throw decodeError(answer, { changed: changes(request) })
        .about(request.path)
        .without([token.value, account.clientSecret]);
    },
  };
}

function message(request: Sent, token: Token) {
  const { form, body, receive } = request;
  return {
    method: request.method,
    headers: {
      authorization: `Bearer ${token.value}`,
      accept: receive ? 'application/octet-stream' : 'application/json',
      // Caspio wants it on every write, with or without a body. Facts: headers (415).
      ...(changes(request) && { 'content-type': form?.contentType ?? 'application/json' }),
    },
    body: form ?? (body === undefined ? undefined : JSON.stringify(body)),
    changes: changes(request),
    receive,
  };
}

const changes = (request: CaspioRequest) => request.method !== 'GET';
