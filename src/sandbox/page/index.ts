import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { Account } from '../account.js';
import { ApiError } from '../errors.js';
import { ask } from '../inside.js';
import { waysInto } from '../ways.js';
import type { Requests } from './requests.js';

const ROWS = 25;

/**
 * Serves the page at `/` and what it asks for below `/_sandbox/`; false for whatever else is asked, which is the API's.
 * The page needs no token, so it answers to this machine's own names only: a page of the web could give itself any other.
 */
export function servePage(
  account: Account,
  requests: Requests,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const { host = 'localhost', 'sec-fetch-site': from } = request.headers;
  const { url: target = '' } = request;
  if (target !== '/' && !target.startsWith('/_sandbox/')) return false;
  response.setHeader('cache-control', 'no-store').setHeader('x-content-type-options', 'nosniff');
  if (request.method !== 'GET' || !isOwnName(host) || from === 'cross-site' || from === 'same-site') {
    response.writeHead(403, { 'content-type': 'text/plain' }).end('Only for the page of this sandbox.');
    return true;
  }
  if (target === '/') sendPage(response);
  else
    sendData(response, () =>
      dataFor(account, requests, new URL(target, 'http://localhost'), `http://${host}`),
    );
  return true;
}

function isOwnName(host: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name === 'localhost' || isIP(name) > 0;
}

/** Whatever records hold, nothing but the page's own script runs, and nothing is fetched from elsewhere. */
function sendPage(response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64');
  const only = `'nonce-${nonce}'`;
  const policy = `default-src 'none'; script-src ${only}; style-src ${only}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
    .end(pageText().replaceAll('NONCE', nonce));
}

/** Lies beside this file, and in a release beside the bundle. */
const pageText = () => readFileSync(new URL('page.html', import.meta.url), 'utf8');

function sendData(response: ServerResponse, data: () => unknown): void {
  const answer = { status: 200, text: '' };
  try {
    answer.text = JSON.stringify(data());
  } catch (error) {
    answer.status = error instanceof ApiError ? error.status : 500;
    answer.text = JSON.stringify({ message: error instanceof Error ? error.message : 'unknown' });
  }
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text);
}

function dataFor(
  account: Account,
  requests: Requests,
  { pathname, searchParams }: URL,
  url: string,
): unknown {
  switch (pathname) {
    case '/_sandbox/ways':
      return waysInto(url);
    case '/_sandbox/objects':
      return objects(account);
    case '/_sandbox/rows':
      return rowsOf(account, searchParams);
    case '/_sandbox/requests':
      return requests.after(Number(searchParams.get('after') ?? 0));
    default:
      throw new ApiError(404, 'ObjectNotFound', 'There is nothing here.');
  }
}

const KINDS = ['tables', 'views'] as const;

function objects(account: Account) {
  const named = {
    tables: account.store.tables().map(({ name }) => name),
    views: account.store.views().map(({ name }) => name),
  };
  return KINDS.flatMap((kind) =>
    named[kind].map((name) => ({ kind, name, records: page(account, kind, name, 1).total })),
  );
}

function rowsOf(account: Account, asked: URLSearchParams) {
  const kind = KINDS.find((known) => known === asked.get('kind')) ?? 'tables';
  const number = Math.max(1, Math.floor(Number(asked.get('page')) || 1));
  return { ...page(account, kind, asked.get('name') ?? '', number), page: number, size: ROWS };
}

function page(account: Account, kind: (typeof KINDS)[number], name: string, number: number) {
  const search = `q.orderBy=PK_ID&q.pageNumber=${number}&q.pageSize=${ROWS}&q.getPaginationInfo=true`;
  const answer = ask(account, 'GET', ['v3', kind, name, 'records'], { search }) as {
    readonly Result: readonly Readonly<Record<string, unknown>>[];
    readonly Pagination: { readonly TotalCount: number };
  }; // as the API answers with paging information
  return { rows: answer.Result, total: answer.Pagination.TotalCount };
}
