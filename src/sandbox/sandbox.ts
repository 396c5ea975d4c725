import type { AddressInfo } from 'node:net';
import { openAccount } from './account.js';
import { Contents } from './files/contents.js';
import { createSandboxServer } from './server.js';

export interface SandboxOptions {
  /** 0 (default) takes any free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** `company` (default) is a small firm's data, the same on every start. */
  seed?: 'company' | 'empty';
  /** Milliseconds after which a query is given up. Default 20 s: Caspio's limit is unknown (our choice). */
  queryTimeout?: number;
}

export interface Sandbox {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts an emulator of the Caspio REST API v3 with one account in memory; client id and secret are both
 * `sandbox`. `contents` is where its uploads go. Throws when the address cannot be used.
 */
export async function startSandbox(
  options: SandboxOptions = {},
  contents = new Contents(),
): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', seed = 'company', queryTimeout = 20_000 } = options;
  const account = await openAccount(seed, queryTimeout, contents);
  const server = createSandboxServer(account);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo; // a listening TCP server always has one
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${address.port}`,
    async close() {
      account.webhooks.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      account.store.database.close();
      account.contents.close();
    },
  };
}
