import { request } from 'node:http';
import { type Answer, answer, type Caspio, login } from './support.js';

export interface Part {
  readonly part?: string;
  /** The Content-Disposition header in full; default is one with `name` in quotes. */
  readonly disposition?: string;
  readonly name?: string;
  readonly type?: string;
  readonly bytes?: Buffer | string;
}

const BOUNDARY = 'a-line-that-no-file-has';

/** A multipart body written by hand, so that its headers are exactly as the test says. */
export function multipart(parts: readonly Part[]): { contentType: string; body: Buffer } {
  const pieces = parts.flatMap(({ part = 'File', name, disposition, type = 'text/plain', bytes = 'x' }) => [
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: ${disposition ?? `form-data; name="${part}"; filename="${name}"`}\r\n` +
        `Content-Type: ${type}\r\n\r\n`,
    ),
    Buffer.from(bytes),
    Buffer.from('\r\n'),
  ]);
  return {
    contentType: `multipart/form-data; boundary=${BOUNDARY}`,
    body: Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  };
}

/** Sends files in one multipart body. */
export async function upload(
  caspio: Caspio,
  method: 'POST' | 'PUT',
  path: string,
  ...parts: readonly Part[]
): Promise<Answer> {
  const { contentType, body } = multipart(parts);
  return send(caspio, method, path, contentType, body);
}

export async function send(
  caspio: Caspio,
  method: string,
  path: string,
  contentType: string,
  body: Buffer,
): Promise<Answer> {
  const headers = { authorization: await login(caspio.url), 'content-type': contentType };
  return answer(await fetch(address(caspio, path), { method, headers, body }));
}

/** Status and headers of a download, and its bytes. */
export async function download(caspio: Caspio, path: string) {
  const response = await fetch(address(caspio, path), {
    headers: { authorization: await login(caspio.url) },
  });
  const { status, headers } = response;
  return { status, headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

/**
 * Starts a request and sends the headers and a first piece of its body, no more. Resolves with the status of the
 * answer, or with the code of the error that ends the connection.
 */
export function sendBeginning(
  caspio: Caspio,
  path: string,
  headers: Record<string, string | number>,
  piece: Buffer,
): Promise<number | string> {
  return new Promise((resolve) => {
    const call = request(address(caspio, path), { method: 'PUT', headers }, (response) => {
      resolve(response.statusCode ?? 0);
      call.destroy();
    });
    call.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    call.write(piece);
  });
}

const address = (caspio: Caspio, path: string) => `${caspio.url}/integrations/rest/v3${path}`;
