import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Account } from './account.js';
import { isChunkedUpload, readBody } from './body.js';
import {
  ApiError,
  internalError,
  methodNotAllowed,
  objectNotFound,
  sqlServerError,
  unsupportedMediaType,
  uriTooLong,
} from './errors.js';
import type { Fault, Faults } from './faults.js';
import { mediaType, type Reply } from './http.js';
import { encode, type Message, send } from './message.js';
import { servePage } from './page/index.js';
import { Requests } from './page/requests.js';
import { pause } from './pause.js';
import { Query } from './query.js';
import { findRoute } from './router.js';
import { routes } from './routes/index.js';
import { SqlServerError } from './sql/types.js';

const API_ROOT = ['integrations', 'rest'];
const MAX_URI_LENGTH = 2047;

/** How the server treats every request, whatever it asks for. */
interface Conditions {
  /** Milliseconds before it is handled. */
  readonly latency: number;
  readonly faults: Faults;
}

/** An HTTP server, not yet listening, that answers for one account. */
export function createSandboxServer(account: Account, { latency, faults }: Conditions): Server {
  // Node would answer a long URI with 431 before we can say 414.
  const requests = new Requests();
  return createServer({ maxHeaderSize: 1 << 20 }, async (request, response) => {
    if (servePage(account, requests, request, response)) return;
    note(requests, request, response);
    const fault = faults.next();
    if (latency > 0) await pause(response, latency);
    if (!response.destroyed) await respond(account, request, response, fault);
  });
}

/** For the page. The address alone: what is in heads and bodies may be secret. */
function note(requests: Requests, request: IncomingMessage, response: ServerResponse): void {
  const [at, startedAt] = [new Date().toISOString(), performance.now()];
  const { method = '', url = '/', headers } = request;
  response.once('close', () => {
    requests.add({
      at,
      method,
      path: readable(url),
      status: response.writableFinished ? response.statusCode : undefined,
      ms: Math.round(performance.now() - startedAt),
      client: headers['user-agent'] ?? '',
    });
  });
}

function readable(target: string): string {
  try {
    return decodeURIComponent(target.replaceAll('+', ' '));
  } catch {
    return target;
  }
}

async function respond(
  account: Account,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  if (isChunkedUpload(request)) {
    request.socket.resetAndDestroy();
    return;
  }
  const requestId = randomUUID();
  const resource = `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`;
  response.setHeader('X-Caspio-Request-ID', requestId);
  const refuse = (error: unknown): Message => {
    const { status, code, message, headers } = asApiError(error);
    const body = { Code: code, Message: message, Resource: resource, RequestId: requestId };
    return encode({ status, body }, headers);
  };
  const work = () =>
    answer(account, request, resource)
      .then((reply) => encode(reply))
      .catch(refuse);
  try {
    if (fault) await fault({ request, response, tokens: account.tokens, work, refuse });
    else await send(response, await work());
  } catch (error) {
    if (response.headersSent) response.destroy();
    else await send(response, refuse(error));
  }
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return error instanceof SqlServerError ? sqlServerError(error.message) : internalError();
}

async function answer(account: Account, request: IncomingMessage, resource: string): Promise<Reply> {
  if (resource.length > MAX_URI_LENGTH) throw uriTooLong();
  const { pathname, search } = splitTarget(request.url ?? '/');
  const method = request.method ?? 'GET';
  const path = decodedSegments(pathname);
  const contentType = request.headers['content-type'] ?? '';
  if (path.join('/') === 'oauth/token') {
    if (method !== 'POST') throw methodNotAllowed(['POST']);
    if (mediaType(contentType) !== 'application/x-www-form-urlencoded') throw unsupportedMediaType();
    const { body } = await readBody(request, account.contents);
    return account.tokens.grant(new URLSearchParams(body.toString('utf8')), request.headers.authorization);
  }
  if (API_ROOT.some((segment, index) => path[index]?.toLowerCase() !== segment)) throw objectNotFound();
  const { route, params } = findRoute(routes, method, path.slice(API_ROOT.length));
  account.tokens.check(request.headers.authorization);
  const { body, uploads } = await readBody(request, account.contents);
  try {
    if (method !== 'GET' && contentType === '') throw unsupportedMediaType(); // also when there is no body
    return route.handle({ account, params, query: new Query(search), contentType, body, uploads });
  } finally {
    for (const upload of uploads) upload.discard();
  }
}

function splitTarget(target: string): { pathname: string; search: string } {
  const mark = target.indexOf('?');
  return mark < 0
    ? { pathname: target, search: '' }
    : { pathname: target.slice(0, mark), search: target.slice(mark + 1) };
}

/** Path segments are split before they are decoded, so that `%2F` stays inside its segment. */
function decodedSegments(pathname: string): string[] {
  try {
    return pathname.slice(1).split('/').map(decodeURIComponent);
  } catch {
    throw objectNotFound();
  }
}
