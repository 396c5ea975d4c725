import type { IncomingMessage } from 'node:http';
import type { Contents } from './files/contents.js';
import { receiveUploads } from './files/multipart.js';
import { isMultipart, type Upload } from './files/uploads.js';

/** A request body as handlers see it: the bytes or, of a multipart body, the files. */
interface Body {
  readonly body: Buffer;
  readonly uploads: readonly Upload[];
}

/** Reads the body to its end. Throws as `receiveUploads`. */
export async function readBody(request: IncomingMessage, contents: Contents): Promise<Body> {
  if (isMultipart(contentType(request)))
    return { body: Buffer.alloc(0), uploads: await receiveUploads(request, contents) };
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set, so chunks are buffers
  return { body: Buffer.concat(chunks), uploads: [] };
}

/** Whether it is an upload of unknown length: Caspio resets their connections (facts, section 2.2). */
export const isChunkedUpload = (request: IncomingMessage) =>
  request.headers['transfer-encoding'] !== undefined && isMultipart(contentType(request));

const contentType = ({ headers }: IncomingMessage) => headers['content-type'] ?? '';
