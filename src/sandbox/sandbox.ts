import type { AddressInfo } from 'node:net';
import { openAccount } from './account.js';
import { type FaultOptions, Faults } from './faults.js';
import { Contents } from './files/contents.js';
import { createSandboxServer } from './server.js';

export interface SandboxOptions {
  /** 0 (default) takes any free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** `company` (default) is a small firm's data, the same on every start. */
  seed?: 'company' | 'empty';
  /** Tables and records of your own, on top of the seed: what a JSON file of docs/sandbox.md holds. */
  data?: unknown;
  /** Milliseconds after which a query is given up. Default 20 s: Caspio's limit is unknown (our choice). */
  queryTimeout?: number;
  /** Milliseconds that every request waits before it is handled. Default 0. */
  latency?: number;
  /** Makes some of the requests fail; none by default. */
  faults?: FaultOptions;
}

export interface Sandbox {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  /** Begins a new sequence of faults for the requests that arrive from now on; undefined ends them. */
  setFaults(options: FaultOptions | undefined): Promise<void>;
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
  const { port = 0, host = '127.0.0.1', seed = 'company', queryTimeout = 20_000, latency = 0 } = options;
  const account = await openAccount(seed, queryTimeout, contents, options.data);
  const faults = new Faults(options.faults);
  const server = createSandboxServer(account, { latency, faults });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo; // a listening TCP server always has one
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${address.port}`,
    async setFaults(newFaults) {
      faults.set(newFaults);
    },
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
