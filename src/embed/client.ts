import * as z from 'zod';
import { callWithin } from '../caspio/call.js';
import { createCaspio } from '../caspio/client.js';
import { Failure } from '../caspio/failure.js';
import { originOf } from '../caspio/host.js';
import { rateOf } from '../caspio/limiter.js';
import { pathOf } from '../caspio/path.js';

export interface CaspioClientOptions {
  /** Host or URL, as the Web services profile shows it. */
  readonly integrationUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Requests per second; 6.6 after a burst of 100 if absent, and no limit on loopback. */
  readonly rateLimit?: number | 'off';
  /** Hosts beside *.caspio.com that may see the credentials. */
  readonly allowHosts?: readonly string[];
}

export interface CaspioClientRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/integrations/rest/v3`, each segment for itself: `['tables', name, 'records']`. Values are encoded. */
  readonly path: readonly (string | number)[];
  /** Caspio's parameters, such as `q.where`. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Longest time, tries and waits included. 50 s if absent. */
  readonly timeoutMs?: number;
}

export interface CaspioClient {
  /** The JSON of the answer, undefined for an empty one. Rejects with a CaspioError. */
  request(request: CaspioClientRequest): Promise<unknown>;
  /** Requests that were sent so far, logins included: an account is billed for each. */
  requests(): Promise<number>;
  close(): Promise<void>;
}

/** What went wrong, what Caspio said of it, and what to do. */
export class CaspioError extends Error {
  override readonly name = 'CaspioError';
  /** Who can act: `arguments`, `rights`, `account`, `caspio` or `network`. */
  readonly kind: string;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly next: string;
  /** Set for a write that failed, but may have been done or was done. */
  readonly outcome: 'unknown' | 'done' | undefined;

  constructor({ kind, sentence, next, caspio, outcome }: Failed) {
    super(caspio?.message === undefined ? sentence : `${sentence} Caspio: ${caspio.message}`);
    this.kind = kind;
    this.status = caspio?.status;
    this.code = caspio?.code;
    this.requestId = caspio?.requestId;
    this.next = next;
    this.outcome = outcome;
  }
}

interface Failed {
  readonly kind: string;
  readonly sentence: string;
  readonly next: string;
  readonly caspio?:
    | {
        readonly status: number;
        readonly code?: string | undefined;
        readonly message?: string | undefined;
        readonly requestId?: string | undefined;
      }
    | undefined;
  readonly outcome?: 'unknown' | 'done' | undefined;
}

const CALL_MS = 50_000;
const anything = z.unknown();

/**
 * An authenticated client of one account: one login, kept-alive connections, the account's rate kept, and what is safe to
 * repeat repeated. Throws an Error where the Integration URL is none that may see credentials.
 */
export function createCaspioClient(options: CaspioClientOptions): CaspioClient {
  const { integrationUrl, clientId, clientSecret, rateLimit, allowHosts = [] } = options;
  const { origin, problem } = originOf(integrationUrl, allowHosts);
  if (origin === undefined) throw new Error(`integrationUrl ${problem}`);
  const account = createCaspio(async () => ({ origin, clientId, clientSecret }), { rate: rateOf(rateLimit) });
  return {
    async request({ method = 'GET', path: segments, query = {}, body, timeoutMs = CALL_MS }) {
      try {
        const caspio = account.forCall(callWithin(timeoutMs, 'client'));
        return await caspio.request({ method, path: pathOf(segments), query, body, answer: anything });
      } catch (error) {
        throw error instanceof Failure ? new CaspioError(error) : error;
      }
    },
    requests: async () => (await account.usage()).requests,
    close: account.close,
  };
}
