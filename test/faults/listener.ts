import { createServer as createWeb, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsWeb } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { send } from '../support/raw.js';
import { PLANTED } from '../support/secrets.js';
import type { Fault } from './fault.js';

/** A request that is hit; its body has not been read yet. */
export interface Hit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Milliseconds since the first hit. */
  readonly sinceMs: number;
  /** Answers it well after all. */
  readonly answer: () => Promise<void>;
}

export type Meet = (hit: Hit) => unknown;

type Kind = 'logins' | 'requests';

interface Target {
  readonly hits: Kind;
  /** All of them, not only the first. */
  readonly every: boolean;
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
}

export interface Listener {
  readonly origin: string;
  /** What arrived so far; a connection that was cut before anything was read counts as a request. */
  readonly arrived: () => Readonly<Record<Kind, number>>;
  /** From now on requests are hit, and counted anew; logins are from the start. */
  begin(): void;
  /** Closes the kept-alive connections, and waits until the client has noticed. */
  hangUp(): Promise<void>;
  /** Hangs up and listens no longer, or not for so many milliseconds. */
  leave(backAfterMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** A Caspio that takes everything, except for what `fault` does with the requests that are hit. */
export async function listen(
  { meet, cutsConnections, place }: Pick<Fault, 'meet' | 'cutsConnections' | 'place'>,
  { hits, every, tls }: Target,
): Promise<Listener> {
  const arrived = { requests: 0, logins: 0 };
  const sockets = new Set<Socket>();
  let isBegun = false;
  let isLoggedIn = false;
  let firstHitAt: number | undefined;
  const isHit = (kind: Kind, nth: number) =>
    kind === hits && (isBegun || kind === 'logins') && (every || nth === 1);

  async function handle(request: IncomingMessage, response: ServerResponse) {
    // Whoever breaks off is the subject of these tests, not their fault.
    request.on('error', () => {});
    response.on('error', () => {});
    const kind = request.url === '/oauth/token' ? 'logins' : 'requests';
    arrived[kind] += 1;
    const answer = async () => {
      if (!request.readableEnded) await buffer(request);
      isLoggedIn ||= kind === 'logins';
      // Every request gets a connection of its own where it is the connections that are hit.
      const headers: Record<string, string> = cutsConnections ? { connection: 'close' } : {};
      send(response, { json: goodAnswer(request, arrived.logins), headers });
    };
    if (!meet || !isHit(kind, arrived[kind])) return answer();
    firstHitAt ??= performance.now();
    await meet({ request, response, answer, sinceMs: performance.now() - firstHitAt });
  }

  const handler = (request: IncomingMessage, response: ServerResponse) =>
    void handle(request, response).catch(() => response.destroy());
  const web = tls ? createTlsWeb(tls, handler) : createWeb(handler);

  const front = createServer({ pauseOnConnect: true, allowHalfOpen: true }, async (socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    const kind = isLoggedIn ? 'requests' : 'logins';
    if (!cutsConnections || !isHit(kind, arrived[kind] + 1)) {
      web.emit('connection', socket);
      socket.resume();
      return;
    }
    arrived[kind] += 1;
    await wait(20);
    await turn(); // by now the request was sent, and lies here unread
    socket.resetAndDestroy();
  });
  const open = (port: number) => new Promise<void>((done) => front.listen(port, '127.0.0.1', done));
  await open(0);
  const { port } = front.address() as AddressInfo;

  async function hangUp() {
    const gone = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of sockets) socket.end();
    await Promise.all(gone);
  }
  async function leave(backAfterMs?: number) {
    const closed = new Promise((resolve) => front.close(resolve));
    await hangUp();
    await closed;
    if (backAfterMs !== undefined) setTimeout(() => open(port), backAfterMs);
  }
  if (place === 'nothing listens') await leave();

  return {
    origin: `${tls || place === 'no TLS' ? 'https' : 'http'}://127.0.0.1:${port}`,
    arrived: () => ({ ...arrived }),
    begin() {
      isBegun = true;
      arrived.requests = 0;
    },
    hangUp,
    leave,
    async close() {
      for (const socket of sockets) socket.destroy();
      if (front.listening) await leave();
    },
  };
}

function goodAnswer({ method, url = '' }: IncomingMessage, login: number): unknown {
  if (url === '/oauth/token') {
    return { access_token: PLANTED.token(login), token_type: 'bearer', expires_in: 86_399 };
  }
  if (url.includes('/files')) return { Result: { Name: 'a.txt', ExternalKey: 'key' } };
  if (method === 'GET') return { Result: [{ PK_ID: 1 }], Pagination: { TotalCount: 1 } };
  return method === 'POST' ? { Result: [{ PK_ID: 1 }] } : { RecordsAffected: 1 };
}
