import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isLoopback } from './loopback.js';

const TIMEOUT_MS = 3000;

/**
 * Posts JSON to a listener on this machine and gives the status, or undefined when there was no answer within three
 * seconds (our choice). Redirects are not followed. Any other host is never contacted and answers nothing.
 */
export function postToLoopback(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const url = new URL(address);
  if (!isLoopback(url)) return Promise.resolve(undefined);
  const options: RequestOptions = {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      ...headers,
    },
    agent: false,
    lookup: loopbackLookup,
    signal,
  };
  return new Promise((resolve) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options);
    const timeout = setTimeout(() => request.destroy(), TIMEOUT_MS).unref();
    request.on('socket', (socket) => socket.unref());
    request.on('response', (response) => {
      resolve(response.statusCode);
      response.resume();
    });
    request.on('error', () => resolve(undefined));
    request.on('close', () => {
      clearTimeout(timeout);
      resolve(undefined);
    });
    request.end(body);
  });
}

/** The addresses of `localhost`, whatever the machine's own tables say. */
const loopbackLookup: LookupFunction = (_hostname, { all }, found) => {
  if (all)
    found(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
  else found(null, '127.0.0.1', 4);
};
