import type { Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Log } from '../log.js';

/** Serves one client over stdin and stdout. Resolves when the client hangs up or the process is asked to end. */
export async function serveOverStdio(factory: () => Server, log: Log): Promise<void> {
  const handle = serveStdio(factory, { onerror: (error) => log.warn({ err: error }, 'transport') });
  await new Promise<void>((resolve) => {
    process.stdin.once('end', resolve).once('close', resolve);
    process.once('SIGTERM', resolve).once('SIGINT', resolve);
  });
  await handle.close();
}
