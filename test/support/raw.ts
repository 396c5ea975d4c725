import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  /** As it was sent, below /integrations/rest, percent-encoding and all. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface Reply {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
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
      const token = { access_token: `token-${logins}`, token_type: 'bearer', expires_in: 86_399 };
      return send(response, own ?? { json: token });
    }
    seen.push(request_);
    const reply = await handle(request_, response);
    if (reply) send(response, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
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
  const text = Buffer.concat(chunks).toString('utf8');
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const isJson = request.headers['content-type']?.includes('json') && text !== '';
  return {
    method: request.method ?? '',
    path: path.replace('/integrations/rest', ''),
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: request.headers,
    body: isJson ? JSON.parse(text) : text,
  };
}

function send(response: ServerResponse, { status = 200, json, text = '', headers = {} }: Reply): void {
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...type, ...headers }).end(json === undefined ? text : JSON.stringify(json));
}
