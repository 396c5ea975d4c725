import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createLog } from '../../src/log.js';
import { serveOverHttp } from '../../src/transport/http/index.js';

/** Clients that hold sockets: the real listener with less patience than usual. */

let listening: Awaited<ReturnType<typeof serveOverHttp>> | undefined;
afterEach(() => listening?.close());

async function server(metrics = async () => ({ type: 'text/plain', text: '' })) {
  listening = await serveOverHttp({
    host: '127.0.0.1',
    port: 0,
    admit: async () => ({ status: 401, message: 'Nobody.' }),
    allowedHosts: [],
    allowedOrigins: [],
    trustProxy: false,
    notReady: async () => undefined,
    metrics,
    mayMeasure: () => true,
    patience: { head: 1_000, request: 2_000, silence: 1_500, keepAlive: 1_000 },
    log: createLog('silent'),
  });
  return Number(new URL(listening.url).port);
}

/** Sends words one by one, the last of them again and again; resolves with all that came until the server hung up. */
async function untilHungUp(port: number, words: readonly string[], everyMs = 200): Promise<string> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  let at = 0;
  const sending = setInterval(() => socket.write(words[Math.min(at++, words.length - 1)] ?? ''), everyMs);
  let said = '';
  socket.on('data', (chunk) => {
    said += chunk;
  });
  await once(socket, 'close');
  clearInterval(sending);
  return said;
}

const HEAD =
  'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n';

it('a head that drips is hung up on', async () => {
  expect(await untilHungUp(await server(), ['GET /health HTTP/1.1\r\n', 'x-a: b\r\n'])).toContain('408');
});

it('a body that drips is hung up on', async () => {
  await untilHungUp(await server(), [HEAD, ' ']);
});

it('an answer that nobody reads is given up', async () => {
  const text = 'x'.repeat(64 * 1024 * 1024); // more than sockets hold
  const port = await server(async () => ({ type: 'text/plain', text }));
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  socket.pause().write('GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n');
  // What was sent before it gave up is still there to be read, but not the whole.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  let size = 0;
  socket.on('data', (chunk) => {
    size += chunk.length;
  });
  socket.resume();
  await once(socket, 'close');
  expect(size).toBeLessThan(text.length);
});
