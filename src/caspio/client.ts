import type * as z from 'zod';
import type { Call } from './call.js';
import { type Connection, connect, type Settings } from './connection.js';
import { decode, decodeNothing } from './decode.js';
import type { Incoming } from './http.js';
import type { Account } from './login.js';
import { createMeter, type Meter, type Usage } from './meter.js';
import { type CaspioRequest, changes, type Receive } from './request.js';
import { WAITS } from './retry.js';

export type { Call } from './call.js';
export type { Account } from './login.js';
export type { CaspioRequest } from './request.js';

/** Requests on behalf of one tool call: its cancellation and deadline are built in. Rejects with a Failure. */
export interface Caspio {
  /** `answer` says what is wanted of a success: JSON in a shape, whatever `Receive` makes of the bytes, or nothing. */
  request<T>(request: CaspioRequest & { readonly answer: z.ZodType<T> | Receive<T> }): Promise<T>;
  request(request: CaspioRequest & { readonly answer?: never }): Promise<undefined>;
}

type Wanted<T> = z.ZodType<T> | Receive<T> | undefined;
type Asked<T> = CaspioRequest & { readonly answer?: Wanted<T> };

/** One account's client: one login, one connection pool and one rate, shared by all calls. */
export interface CaspioAccount {
  forCall(call: Call): Caspio;
  /** What was sent since the start. */
  usage(): Usage | Promise<Usage>;
  close(): Promise<void>;
}

const DEFAULTS: Settings = {
  timeoutMs: 30_000,
  maxBytes: 32 * 1024 * 1024,
  waits: WAITS,
  spend: async () => () => {},
  observe: () => {},
};

/**
 * `account` is asked for with the first request, so that a server without credentials can still list its tools;
 * it may reject with a Failure, which the call then reports.
 */
export function createCaspio(
  account: () => Promise<Account>,
  { meter = createMeter(), ...settings }: Partial<Settings> & { readonly meter?: Meter | undefined } = {},
): CaspioAccount {
  let connection: Promise<Connection> | undefined;

  const connected = (): Promise<Connection> => {
    connection ??= account()
      .then((known) => connect(known, meter, { ...DEFAULTS, ...settings }))
      .catch((error: unknown) => {
        connection = undefined;
        throw error;
      });
    return connection;
  };

  return {
    forCall: (call) => ({
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
          return send({ ...request, receive }, call, () => received);
        }
        return send(request, call, (got) =>
          answer ? decode(got, answer, asked) : decodeNothing(got, asked),
        );
      },
    }),
    usage: meter.usage,
    close: async () => (await connection?.catch(() => undefined))?.close(),
  };
}
