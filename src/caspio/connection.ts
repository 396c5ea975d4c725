import { createAuth, type Token } from './auth.js';
import { type Call, callWithin, type Spend } from './call.js';
import { decodeError } from './decode.js';
import { Failure } from './failure.js';
import { isLoopback } from './host.js';
import { createHttp, type HttpAnswer } from './http.js';
import { CASPIO_RATE, createLimiter, type Limiter, type Rate, UNLIMITED } from './limiter.js';
import { type Account, LOGIN_PATH, login } from './login.js';
import { LOGIN, type Meter, targetOf } from './meter.js';
import { address } from './query.js';
import { type CaspioRequest, changes, type Receive } from './request.js';
import { retrying, type Waits } from './retry.js';
import { createTraffic, type RequestEvent } from './traffic.js';

export interface Settings {
  /** From the start of a request to the last byte of its answer; for a transfer, the longest time without a byte. */
  readonly timeoutMs: number;
  /** Of one answer. */
  readonly maxBytes: number;
  /** If absent, Caspio's own limit; none for loopback hosts. */
  readonly rate?: Rate | undefined;
  /** Of all who use the account; if absent, one of its own. */
  readonly limiterOf?: ((origin: string, rate: Rate) => Limiter) | undefined;
  readonly waits: Waits;
  readonly spend: Spend;
  readonly observe: (event: RequestEvent) => void;
}

export interface Request extends CaspioRequest {
  readonly receive?: Receive<void> | undefined;
}

export interface Connection {
  /** Sends a request, as often as is safe and of use, and decodes its success. Rejects with a Failure. */
  send<T>(request: Request, call: Call, decoded: (answer: HttpAnswer) => T): Promise<T>;
  close(): Promise<void>;
}

/** All waiters share a login, so it has a time of its own, within that of a call. */
const LOGIN_MS = 45_000;
/** A token of this age was once seen to end with a 400 in place of a 401. Facts: expired token. */
const STALE_AFTER_MS = 3_600_000;

/** One account's connection pool, login, and turn-taking. */
export function connect(account: Account, meter: Meter, settings: Settings): Connection {
  const isLocal = isLoopback(new URL(account.origin).hostname);
  const { timeoutMs, maxBytes, waits, rate = isLocal ? UNLIMITED : CASPIO_RATE, limiterOf } = settings;
  const http = createHttp({ direct: isLocal });
  const limiter = limiterOf?.(account.origin, rate) ?? createLimiter(rate);
  const pass = createTraffic({ limiter, meter, ...settings });
  const onRefused = limiter.refused;
  const auth = createAuth(logIn);

  function logIn(): Promise<Token> {
    const call = callWithin(LOGIN_MS, LOGIN);
    const { signal, leftMs } = call;
    const once = async () => {
      const limits = { signal, timeoutMs, maxBytes };
      const value = await login(http, account, limits).catch(without([account.clientSecret]));
      return { status: 200, value };
    };
    const attempt = () => pass({ call, method: 'POST', path: LOGIN_PATH, target: LOGIN }, once);
    return retrying(attempt, { changes: false, signal, leftMs, waits, onRefused });
  }

  async function send<T>(request: Request, call: Call, decoded: (answer: HttpAnswer) => T): Promise<T> {
    const { method, path, query, room, secrets = [] } = request;
    const url = address(`${account.origin}/integrations/rest/v3`, path, query, room);
    const { signal, leftMs } = call;
    const changed = changes(request);

    const exchange = async (token: Token) => {
      const sent = message(request, token, call.behalf?.principal);
      const answer = await http.send({ ...sent, url, signal, timeoutMs, maxBytes });
      const { status } = answer;
      const requestId = answer.header('x-caspio-request-id');
      if (status >= 200 && status < 300) return { status, requestId, value: decoded(answer) };
      throw decodeError(answer, { changed }).about(path);
    };
    const once = (token: Token) =>
      pass({ call, method, path, target: targetOf(path) }, () =>
        exchange(token).catch(without([token.value, account.clientSecret, ...secrets])),
      );
    const attempt = async () => {
      const token = await auth.token(signal);
      try {
        return await once(token);
      } catch (error) {
        if (!isEnded(token, error)) throw error;
        // The token ended early or was revoked. Caspio did not take the request, so a second try is safe.
        auth.forget(token);
        return once(await auth.token(signal));
      }
    };
    return retrying(attempt, { changes: changed, signal, leftMs, waits, onRefused });
  }

  return { send, close: http.close };
}

/** Throws what it is given; a Failure without these words. */
const without = (secrets: readonly string[]) => (error: unknown) => {
  throw error instanceof Failure ? error.without(secrets) : error;
};

function isEnded(token: Token, error: unknown): boolean {
  if (!(error instanceof Failure)) return false;
  const { status, code } = error.caspio ?? {};
  const isStale = Date.now() - token.issuedAt > STALE_AFTER_MS;
  return status === 401 || (status === 400 && code === 'IncorrectQueryParameter' && isStale);
}

function message(request: Request, token: Token, principal: string | undefined) {
  const { method, form, body, receive } = request;
  return {
    method,
    headers: {
      authorization: `Bearer ${token.value}`,
      accept: receive ? 'application/octet-stream' : 'application/json',
      ...(principal !== undefined && { principal }),
      // Caspio wants it on every write, with or without a body. Facts: headers (415).
      ...(changes(request) && { 'content-type': form?.contentType ?? 'application/json' }),
    },
    body: form ?? (body === undefined ? undefined : JSON.stringify(body)),
    changes: changes(request),
    receive,
  };
}
