import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The head of a request, and the whole of it: slow senders hold a socket no longer. */
const HEAD_MS = 10_000;
const REQUEST_MS = 30_000;
const KEEP_ALIVE_MS = 65_000; // longer than the 60 s of usual load balancers, which must be the first to hang up
const LARGEST_HEAD = 16 * 1024;
/** Calls end within 50 s, but a host that asks to stop waits for less. */
const GRACE_MS = 9_000;

export interface Listening {
  /** `http://host:port`. */
  readonly url: string;
  /** Accepts nothing more, lets what is under way end for a while, then cuts it. */
  close(): Promise<void>;
}

/** Rejects when the address cannot be used. */
export async function listen(handle: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer({ maxHeaderSize: LARGEST_HEAD, keepAliveTimeout: KEEP_ALIVE_MS }, handle);
  server.headersTimeout = HEAD_MS;
  server.requestTimeout = REQUEST_MS;
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
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await ended;
  clearTimeout(cut);
}
