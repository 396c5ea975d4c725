import type { Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Log } from '../log.js';

/** Serves one client over stdin and stdout. Resolves when the client hangs up or the process is asked to end. */
export async function serveOverStdio(factory: () => Server, log: Log): Promise<void> {
  await new Promise<void>((resolve) => {
    const handle = serveStdio(
      () => {
        const server = factory();
        server.onclose = resolve;
        return server;
      },
      { onerror: (error) => log.warn({ err: error }, 'transport') },
    );
    const hangUp = () => void handle.close().finally(resolve);
    process.stdin.once('end', hangUp).once('close', hangUp);
    process.stdout.once('error', hangUp).once('close', hangUp);
    process.once('SIGTERM', hangUp).once('SIGINT', hangUp);
  });
}
