import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Passes requests on to each of the targets (`http://host:port`) in turn, as a load balancer before replicas does:
 * streaming both ways. Where no connection is made, nothing was delivered, and the next target has the request; what
 * breaks later is a 502, or a broken answer where it had begun.
 */
export async function startProxy(targets: readonly string[]) {
  // Connections of their own: one that was kept may turn out to be dead when the request is on its way.
  const agent = new Agent({ keepAlive: false });
  const passed = new Map(targets.map((target) => [target, 0]));
  let turn = 0;

  function pass(incoming: IncomingMessage, outgoing: ServerResponse, left: readonly string[]): void {
    const [target, ...others] = left;
    if (target === undefined) {
      broken(outgoing);
      return;
    }
    const { method, url = '/', headers } = incoming;
    const outbound = request(new URL(url, target), { method, headers, agent });
    let isConnected = false;
    outbound.on('socket', (socket) =>
      socket.once('connect', () => {
        isConnected = true;
        passed.set(target, (passed.get(target) ?? 0) + 1);
        incoming.pipe(outbound);
      }),
    );
    outbound.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    });
    outbound.on('error', () => {
      if (outgoing.destroyed) return; // the client left
      if (isConnected) broken(outgoing);
      else pass(incoming, outgoing, others);
    });
    outgoing.on('close', () => outbound.destroy());
  }

  const server = createServer((incoming, outgoing) => {
    const at = turn % targets.length;
    turn += 1;
    pass(incoming, outgoing, [...targets.slice(at), ...targets.slice(0, at)]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    /** How many requests each target was connected for. */
    passed: (target: string) => passed.get(target) ?? 0,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

function broken(outgoing: ServerResponse): void {
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.writeHead(502).end();
}
