import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How long others may hold a socket, in milliseconds. */
export interface Patience {
  /** For the head of a request, and for the whole of it. */
  readonly head: number;
  readonly request: number;
  /** For a client that reads its answer no further: calls end within 50 s, and transfers tell how far they are. */
  readonly silence: number;
  /** For the next request. */
  readonly keepAlive: number;
}

const PATIENCE: Patience = {
  head: 10_000,
  request: 30_000,
  silence: 120_000,
  keepAlive: 65_000, // longer than the 60 s of usual load balancers, which must be the first to hang up
};
const LARGEST_HEAD = 16 * 1024;
/** How often Node looks for slow senders; its own 30 s would add to the limits. */
const LOOK_MS = 1_000;
/** Calls end within 50 s, but a host that asks to stop waits for 10 s. */
const GRACE_MS = 8_000;

export interface Listening {
  /** `http://host:port`. */
  readonly url: string;
  /** Accepts nothing more, lets what is under way end for a while, then cuts it. */
  close(): Promise<void>;
}

/** Rejects when the address cannot be used. */
export async function listen(
  handle: RequestListener,
  host: string,
  port: number,
  { head, request, silence, keepAlive }: Patience = PATIENCE,
): Promise<Listening> {
  const limits = {
    maxHeaderSize: LARGEST_HEAD,
    headersTimeout: head,
    requestTimeout: request,
    connectionsCheckingInterval: LOOK_MS,
    keepAliveTimeout: keepAlive,
    joinDuplicateHeaders: true, // a second Host or Authorization spoils the first, rather than being passed over
  };
  const server = createServer(limits, handle).setTimeout(silence);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo; // a listening TCP server always has one
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    close: () => drain(server),
  };
}

async function drain(server: Server): Promise<void> {
  const ended = new Promise((resolve) => server.close(resolve));
  // Node hangs up on connections that are idle now, but not on those whose answer is their last.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await ended;
  clearInterval(idle);
  clearTimeout(cut);
}
