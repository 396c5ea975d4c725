import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Account } from './account.js';
import {
  ApiError,
  internalError,
  methodNotAllowed,
  objectNotFound,
  sqlServerError,
  unsupportedMediaType,
  uriTooLong,
} from './errors.js';
import { mediaType, type Reply } from './http.js';
import { Query } from './query.js';
import { findRoute } from './router.js';
import { routes } from './routes/index.js';
import { SqlServerError } from './sql/types.js';

const API_ROOT = ['integrations', 'rest'];
const MAX_URI_LENGTH = 2047;

/** An HTTP server, not yet listening, that answers for one account. */
export function createSandboxServer(account: Account): Server {
  // Node would answer a long URI with 431 before we can say 414.
  return createServer({ maxHeaderSize: 1 << 20 }, (request, response) => {
    void respond(account, request, response);
  });
}

async function respond(account: Account, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  const resource = `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`;
  response.setHeader('X-Caspio-Request-ID', requestId);
  try {
    const body = await readBody(request);
    send(response, answer(account, request, resource, body));
  } catch (error) {
    if (response.destroyed) return;
    const failure = asApiError(error);
    for (const [name, value] of Object.entries(failure.headers)) response.setHeader(name, value);
    send(response, {
      status: failure.status,
      body: { Code: failure.code, Message: failure.message, Resource: resource, RequestId: requestId },
    });
  }
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return error instanceof SqlServerError ? sqlServerError(error.message) : internalError();
}

function answer(account: Account, request: IncomingMessage, resource: string, body: Buffer): Reply {
  if (resource.length > MAX_URI_LENGTH) throw uriTooLong();
  const { pathname, search } = splitTarget(request.url ?? '/');
  const method = request.method ?? 'GET';
  const path = decodedSegments(pathname);
  const contentType = request.headers['content-type'] ?? '';
  if (path.join('/') === 'oauth/token') {
    if (method !== 'POST') throw methodNotAllowed(['POST']);
    if (mediaType(contentType) !== 'application/x-www-form-urlencoded') throw unsupportedMediaType();
    return account.tokens.grant(new URLSearchParams(body.toString('utf8')), request.headers.authorization);
  }
  if (API_ROOT.some((segment, index) => path[index]?.toLowerCase() !== segment)) throw objectNotFound();
  const { route, params } = findRoute(routes, method, path.slice(API_ROOT.length));
  account.tokens.check(request.headers.authorization);
  if (body.length > 0 && contentType === '') throw unsupportedMediaType();
  return route.handle({ account, params, query: new Query(search), contentType, body });
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.statusCode = status;
  if (body !== undefined) response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set, so chunks are buffers
  return Buffer.concat(chunks);
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
