import { afterEach, beforeEach } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { type Connection, connect } from './connect.js';

/** A server in front of a sandbox, both new for every test of the block that calls this. */
export function freshServer(): { readonly server: Connection; readonly origin: () => string } {
  let held: { readonly sandbox: Sandbox; readonly server: Connection } | undefined;
  const now = () => {
    if (!held) throw new Error('only within a test');
    return held;
  };
  beforeEach(async () => {
    const sandbox = await startSandbox();
    held = { sandbox, server: await connect({ origin: sandbox.url }) };
  });
  afterEach(async () => {
    await now().server.close();
    await now().sandbox.close();
  });
  return {
    origin: () => now().sandbox.url,
    server: {
      get client() {
        return now().server.client;
      },
      call: (name, args) => now().server.call(name, args),
      close: () => now().server.close(),
    },
  };
}
