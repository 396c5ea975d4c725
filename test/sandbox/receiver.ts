import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';
import type { Row } from './support.js';

/** One call that a webhook made. */
export interface Delivery {
  readonly url: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly body: Row & { data: Row[] };
  /** Whether the signature is that of the body, with this secret. */
  signedWith(secret: string): boolean;
}

export interface Receiver {
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  /** Waits until so many deliveries have come, and gives them. */
  received(count: number): Promise<readonly Delivery[]>;
  close(): void;
}

/** A listener on loopback; `answer` ends the response, with 200 by default. */
export async function startReceiver(
  answer: (response: ServerResponse, number: number) => void = (response) => response.end(),
): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set, so chunks are buffers
    const text = Buffer.concat(chunks).toString('utf8');
    const { url = '', method = '', headers } = request;
    const signedWith = (secret: string) =>
      createHmac('sha256', secret).update(text).digest('hex') === headers['x-caspio-signature'];
    deliveries.push({ url, method, headers, text, body: JSON.parse(text), signedWith });
    answer(response, deliveries.length);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // a listening TCP server always has one
  return {
    url: `http://127.0.0.1:${port}`,
    deliveries,
    received: (count) =>
      vi.waitFor(
        () => {
          if (deliveries.length < count) throw new Error(`${deliveries.length} of ${count} deliveries came`);
          return deliveries;
        },
        { timeout: 10_000, interval: 10 },
      ),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
