import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Content } from './files/content.js';
import { attachmentDisposition } from './files/names.js';
import type { Reply } from './http.js';

/** An answer as it goes over the wire. */
export interface Message {
  readonly status: number;
  /** Without Content-Length, which follows from the body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Content;
}

/** The wire form of a reply, be it a file, JSON or nothing, with the headers that go along. */
export function encode({ status, body, file }: Reply, headers: Message['headers'] = {}): Message {
  if (file) {
    const own = { 'Content-Type': file.contentType, 'Content-Disposition': attachmentDisposition(file.name) };
    return { status, headers: { ...headers, ...own }, body: file.content };
  }
  if (body === undefined) return { status, headers, body: Buffer.alloc(0) };
  const own = { 'Content-Type': 'application/json; charset=utf-8' };
  return { status, headers: { ...headers, ...own }, body: Buffer.from(JSON.stringify(body)) };
}

/** In bytes. */
export const sizeOf = ({ body }: Message) => (Buffer.isBuffer(body) ? body.length : body.size);

/** Writes status and headers, with the length of the whole body. */
export function writeHead(response: ServerResponse, message: Message): ServerResponse {
  const { status, headers } = message;
  const length = status === 204 ? {} : { 'Content-Length': sizeOf(message) };
  return response.writeHead(status, { ...headers, ...length });
}

/** Sends an answer in full. Throws, before anything is sent, where a file cannot be read. */
export async function send(response: ServerResponse, message: Message): Promise<void> {
  const { body } = message;
  if (Buffer.isBuffer(body)) {
    writeHead(response, message).end(body);
  } else {
    const bytes = body.read();
    await pipeline(bytes, writeHead(response, message));
  }
}
