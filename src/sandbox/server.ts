import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
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
import { attachmentDisposition } from './files/names.js';
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
  if (isChunkedUpload(request)) {
    request.socket.resetAndDestroy();
    return;
  }
  const requestId = randomUUID();
  const resource = `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`;
  response.setHeader('X-Caspio-Request-ID', requestId);
  try {
    await send(response, await answer(account, request, resource));
  } catch (error) {
    if (response.destroyed) return;
    const failure = asApiError(error);
    for (const [name, value] of Object.entries(failure.headers)) response.setHeader(name, value);
    await send(response, {
      status: failure.status,
      body: { Code: failure.code, Message: failure.message, Resource: resource, RequestId: requestId },
    });
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

async function send(response: ServerResponse, { status, body, file }: Reply): Promise<void> {
  response.statusCode = status;
  if (file) {
    const bytes = file.content.read();
    response.setHeader('Content-Type', file.contentType);
    response.setHeader('Content-Length', file.content.size);
    response.setHeader('Content-Disposition', attachmentDisposition(file.name));
    return pipeline(bytes, response);
  }
  if (body !== undefined) response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(body === undefined ? undefined : JSON.stringify(body));
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
