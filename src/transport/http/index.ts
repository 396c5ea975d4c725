import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { type AuthInfo, createMcpHandler } from '@modelcontextprotocol/server';
import type { Log } from '../../log.js';
import { type Admit, type Admitted, bearerOf } from './admission.js';
import { corsHeaders, hostOf, isAllowedOrigin, isKnownHost } from './guards.js';
import { type Listening, listen } from './listen.js';

export { admitWithToken } from './admission.js';

export interface HttpParts {
  readonly host: string;
  readonly port: number;
  readonly admit: Admit;
  /** Names by which this server is called, besides localhost and addresses. */
  readonly allowedHosts: readonly string[];
  /** Web pages that may call. */
  readonly allowedOrigins: readonly string[];
  readonly trustProxy: boolean;
  /** Resolves to the reason why calls cannot be served now, or to nothing. */
  readonly notReady: () => Promise<string | undefined>;
  readonly metrics: Metrics;
  /** Where metrics are served to everybody, in place of beside the endpoint to those who are admitted. */
  readonly metricsPort?: number | undefined;
  readonly log: Log;
}

/** Carries who was admitted through the SDK, to the factory of the server. */
const authInfo = ({ name, factory }: Admitted): AuthInfo => ({
  token: '',
  clientId: name,
  scopes: [],
  extra: { factory },
});
const factoryOf = (auth: AuthInfo | undefined) => auth?.extra?.factory as Admitted['factory']; // put there by `authInfo`

/** In the Prometheus text format. */
type Metrics = () => Promise<{ readonly type: string; readonly text: string }>;

const ENDPOINT = /^\/mcp(?:\/([\w.~-]+))?\/?$/;
const ENDPOINT_PATH = '/mcp';
const LARGEST_BODY = 4 * 1024 * 1024;

/** Serves all revisions of the protocol at `/mcp`, statelessly: a fresh server for every request. */
export async function serveOverHttp(parts: HttpParts): Promise<Listening> {
  const { host, port, log } = parts;
  const onerror = (err: Error) => log.warn({ err }, 'transport');
  const mcp = createMcpHandler(({ authInfo }) => factoryOf(authInfo)(), { onerror });
  const handle = toNodeHandler(mcp, { onerror, maxRequestBodySize: LARGEST_BODY });

  const listening = await listen((request, response) => void serve(request, response), host, port);
  const measured =
    parts.metricsPort === undefined
      ? undefined
      : await listen((_, response) => void showMetrics(parts.metrics, response), host, parts.metricsPort);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://server');
    const origin = request.headers.origin;
    if (pathname === '/health') return reply(response, 200, { status: 'up' });
    if (!isKnownHost(hostOf(request, parts.trustProxy), parts.allowedHosts))
      return refuse(response, 403, 'This server is not known by that host name. See --allowed-hosts.');
    if (!isAllowedOrigin(origin, parts.allowedOrigins))
      return refuse(response, 403, 'Pages of this origin may not call. See --allowed-origins.');
    if (pathname === '/ready') {
      const reason = await parts.notReady();
      return reply(response, reason === undefined ? 200 : 503, { status: reason ?? 'ready' });
    }
    for (const [name, value] of Object.entries(corsHeaders(request))) response.setHeader(name, value);
    const endpoint = ENDPOINT.exec(pathname);
    const isMetrics = pathname === '/metrics' && parts.metricsPort === undefined;
    if (!endpoint && !isMetrics) return refuse(response, 404, 'There is nothing here; the endpoint is /mcp.');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();

    const admission = await parts.admit({
      token: endpoint?.[1] ?? bearerOf(request.headers),
      headers: request.headers,
    });
    if ('status' in admission) {
      if (admission.status === 401) response.setHeader('www-authenticate', 'Bearer realm="caspio-mcp"');
      return refuse(response, admission.status, admission.message);
    }
    if (isMetrics) return showMetrics(parts.metrics, response);
    if (request.method === 'POST' && !/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
      return refuse(response, 415, 'Send JSON, with Content-Type: application/json.');
    if (Number(request.headers['content-length']) > LARGEST_BODY) {
      request.resume(); // a client that is still writing would not see the answer
      return refuse(response, 413, `A request may have ${LARGEST_BODY} bytes. Give files by path or url.`);
    }
    const { method = 'POST', url = ENDPOINT_PATH } = request;
    await handle(Object.assign(request, { auth: authInfo(admission), method, url }), response);
  }

  return {
    url: listening.url,
    async close() {
      await Promise.all([listening.close(), measured?.close()]);
      await mcp.close();
    },
  };
}

async function showMetrics(metrics: Metrics, response: ServerResponse): Promise<void> {
  const { type, text } = await metrics();
  response.writeHead(200, { 'content-type': type }).end(text);
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** As a JSON-RPC error, which is what clients look for. */
function refuse(response: ServerResponse, status: number, message: string): void {
  reply(response, status, { jsonrpc: '2.0', error: { code: -32_000, message }, id: null });
}
