import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { type Connection, connect } from './connect.js';

/** A server in front of a sandbox, both new for every test of the block that calls this. */
export const freshServer = () => serverWithin(beforeEach, afterEach);

/** The same for all tests of the block that calls this. */
export const sharedServer = () => serverWithin(beforeAll, afterAll);

type Hook = (act: () => Promise<void>) => void;

function serverWithin(
  before: Hook,
  after: Hook,
): { readonly server: Connection; readonly origin: () => string } {
  let held: { readonly sandbox: Sandbox; readonly server: Connection } | undefined;
  const now = () => {
    if (!held) throw new Error('only within a test');
    return held;
  };
  before(async () => {
    const sandbox = await startSandbox();
    held = { sandbox, server: await connect({ origin: sandbox.url }) };
  });
  after(async () => {
    await now().server.close();
    await now().sandbox.close();
  });
  return {
    origin: () => now().sandbox.url,
    server: {
      get client() {
        return now().server.client;
      },
      call: (...args) => now().server.call(...args),
      close: () => now().server.close(),
    },
  };
}
