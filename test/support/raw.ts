import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readForm } from './multipart.js';
import { PLANTED } from './secrets.js';

export interface Seen {
  readonly method: string;
  /** As it was sent, below /integrations/rest, percent-encoding and all. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  /** JSON as its value, a well-formed form as its parts, anything else as text. */
  readonly body: unknown;
  /** The body as it was sent. */
  readonly bytes: Buffer;
}

export interface Reply {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RawServer {
  readonly origin: string;
  /** API requests in order of arrival; logins are counted apart. */
  readonly seen: readonly Seen[];
  readonly logins: () => number;
  close(): Promise<void>;
}

export type Handler = (
  request: Seen,
  response: ServerResponse,
) => Reply | undefined | Promise<Reply | undefined>;

const origins = new Set<string>();

/** Whether a raw server listens, or once listened, there. */
export const isRaw = (origin: string) => origins.has(origin);

/**
 * A bare HTTP server in Caspio's place: it logs in anyone (unless `login` replies otherwise) and leaves the rest to
 * `handle`, which either gives a reply or writes to the response itself and returns nothing.
 */
export async function rawServer(handle: Handler, login?: Handler): Promise<RawServer> {
  const seen: Seen[] = [];
  let logins = 0;
  const server = createServer(async (request, response) => {
    const request_ = await readRequest(request);
    if (request_.path === '/oauth/token') {
      logins += 1;
      const own = await login?.(request_, response);
      const token = { access_token: PLANTED.token(logins), token_type: 'bearer', expires_in: 86_399 };
      return send(response, own ?? { json: token });
    }
    seen.push(request_);
    const reply = await handle(request_, response);
    if (reply) send(response, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  origins.add(origin);
  return {
    origin,
    seen,
    logins: () => logins,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readRequest(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const [path = '', query = ''] = (request.url ?? '').split('?');
  return {
    method: request.method ?? '',
    path: path.replace('/integrations/rest', ''),
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: request.headers,
    body: readBody(request.headers['content-type'] ?? '', bytes),
    bytes,
  };
}

function readBody(type: string, bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  if (type.startsWith('multipart/')) return readForm(type, bytes) ?? text;
  return type.includes('json') && text !== '' ? JSON.parse(text) : text;
}

export function send(
  response: ServerResponse,
  { status = 200, json, text = '', bytes, headers = {} }: Reply,
): void {
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  response
    .writeHead(status, { ...type, ...headers })
    .end(json === undefined ? (bytes ?? text) : JSON.stringify(json));
}
