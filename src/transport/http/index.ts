import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { type AuthInfo, createMcpHandler, type Server } from '@modelcontextprotocol/server';
import { type Admit, NOTHING_HERE, type Refusal, UNKNOWN_TOKEN } from '../../access/admission.js';
import type { Log } from '../../log.js';
import { corsHeaders, hostOf, isAllowedOrigin, isKnownHost } from './guards.js';
import { type Listening, listen, type Patience } from './listen.js';
import { refuse, reply } from './reply.js';
import { addressTokenOf, bearerOf } from './token.js';

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
  /** Whether the bearer of a token may see the metrics beside the endpoint; absent where nobody may. */
  readonly mayMeasure?: ((token: string | undefined) => boolean) | undefined;
  /** Hears of every request that was not admitted. */
  readonly refused?: ((refusal: Refusal) => void) | undefined;
  /** Where metrics are served to whoever calls by a known name, and then not beside the endpoint. */
  readonly metricsPort?: number | undefined;
  /** How long slow clients are waited for, where that is not the usual. */
  readonly patience?: Patience | undefined;
  readonly log: Log;
}

/** Carries who was admitted through the SDK, to the factory of the server. */
const authInfo = ({ name, factory }: { name: string; factory: () => Server }): AuthInfo => ({
  token: '',
  clientId: name,
  scopes: [],
  extra: { factory },
});
const factoryOf = (auth: AuthInfo | undefined) => auth?.extra?.factory as () => Server; // put there by `authInfo`

/** In the Prometheus text format. */
type Metrics = () => Promise<{ readonly type: string; readonly text: string }>;

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const ENDPOINT = '/mcp';
const LARGEST_BODY = 4 * 1024 * 1024;

/** Serves all revisions of the protocol at `/mcp`, statelessly: a fresh server for every request. */
export async function serveOverHttp(
  parts: HttpParts,
): Promise<Listening & { readonly metricsUrl: string | undefined }> {
  const { host, port, log } = parts;
  const onerror = (err: Error) => log.warn({ err }, 'transport');
  const mcp = createMcpHandler(({ authInfo }) => factoryOf(authInfo)(), { onerror });
  const handle = toNodeHandler(mcp, { onerror, maxRequestBodySize: LARGEST_BODY });
  let told: string | undefined;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    if (path === '/health') return reply(response, 200, { status: 'up' });
    if (!isCalledByName(request)) return refuse(response, 403, UNKNOWN_HOST);
    const called = hostOf(request, parts.trustProxy);
    if (!isAllowedOrigin(request.headers.origin, called, parts.allowedOrigins))
      return refuse(response, 403, 'Pages of this origin may not call. See --allowed-origins.');
    if (path === '/ready') return showReadiness(response);
    for (const [name, value] of Object.entries(corsHeaders(request))) response.setHeader(name, value);
    const mayMeasure = parts.metricsPort === undefined ? parts.mayMeasure : undefined;
    const isMetrics = path === '/metrics' && mayMeasure !== undefined;
    const addressToken = addressTokenOf(path);
    if (path !== ENDPOINT && addressToken === undefined && !isMetrics)
      return refuse(response, NOTHING_HERE.status, NOTHING_HERE.message);
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();

    const { headers } = request;
    const token = bearerOf(headers);
    if (isMetrics) return mayMeasure(token) ? showMetrics(response) : turnAway(response, UNKNOWN_TOKEN);
    const admission = await parts.admit({ token, addressToken, headers });
    if ('status' in admission) return turnAway(response, admission);
    if (request.method !== 'POST')
      return refuse(response.setHeader('allow', 'POST'), 405, 'Calls are sent with POST.');
    if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
      return refuse(response, 415, 'Send JSON, with Content-Type: application/json.');
    if (Number(headers['content-length']) > LARGEST_BODY) {
      request.resume(); // a client that is still writing would not see the answer
      return refuse(response, 413, `A request may have ${LARGEST_BODY} bytes. Give files by path or url.`);
    }
    const { method } = request;
    const factory = () => {
      const server = admission.factory(headers['user-agent']);
      // A client that hung up waits for nothing. The SDK's own signal is lost in Node's copies of requests.
      response.once('close', () => void server.close().catch(() => undefined));
      return server;
    };
    const auth = authInfo({ name: admission.name, factory });
    await handle(Object.assign(request, { auth, method, url: ENDPOINT }), response);
  }

  function turnAway(response: ServerResponse, refusal: Refusal): void {
    parts.refused?.(refusal);
    if (refusal.status === 401) response.setHeader('www-authenticate', 'Bearer realm="caspio-mcp"');
    refuse(response, refusal.status, refusal.message);
  }

  /** Whoever asks hears only whether; the log says why not, once. */
  async function showReadiness(response: ServerResponse): Promise<void> {
    const reason = await parts.notReady();
    if (reason !== undefined && reason !== told) log.warn({ reason }, 'not ready');
    told = reason;
    reply(response, reason === undefined ? 200 : 503, {
      status: reason === undefined ? 'ready' : 'not ready',
    });
  }

  async function showMetrics(response: ServerResponse): Promise<void> {
    const { type, text } = await parts.metrics();
    response.writeHead(200, { 'content-type': type }).end(text);
  }

  const serveMetrics: Serve = async (request, response) =>
    isCalledByName(request) ? showMetrics(response) : refuse(response, 403, UNKNOWN_HOST);

  const isCalledByName = (request: IncomingMessage) =>
    isKnownHost(hostOf(request, parts.trustProxy), parts.allowedHosts);

  const main = await listen(safely(serve, log), host, port, parts.patience);
  const measured = await (parts.metricsPort === undefined
    ? undefined
    : listen(safely(serveMetrics, log), host, parts.metricsPort, parts.patience).catch(async (error) => {
        await main.close();
        throw error;
      }));
  return {
    url: main.url,
    metricsUrl: measured?.url,
    async close() {
      await Promise.all([main.close(), measured?.close()]);
      await mcp.close();
    },
  };
}

const UNKNOWN_HOST = 'This server is not known by that host name. See --allowed-hosts.';

/** A fault of ours ends the request that met it, and nothing else. No answer is for caches or to be guessed at. */
function safely(serve: Serve, log: Log): RequestListener {
  return (request, response) => {
    response.setHeader('cache-control', 'no-store').setHeader('x-content-type-options', 'nosniff');
    serve(request, response).catch((err) => {
      log.error({ err }, 'fault');
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'This server has a fault of its own, which its log describes.');
    });
  };
}

/** As it was sent: what is no plain path, such as `//host` or `http://host/path`, is never one of ours. */
const pathOf = ({ url = '' }: IncomingMessage) => url.replace(/\?.*/, '').replace(/\/$/, '');
