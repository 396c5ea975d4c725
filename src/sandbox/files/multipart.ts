import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { contentTooLarge, incorrectBody } from '../errors.js';
import type { Contents } from './contents.js';
import { Upload } from './uploads.js';

/** In bytes of the request body; Caspio's limit is unknown (our choice). */
const MAX_UPLOAD = 250 << 20;

/**
 * Reads a multipart body to its end. Name and type of a file come from the headers of its part (Caspio's OpenAPI
 * document); a path before the name is dropped, and parts without a file name are left out (both our choice).
 * Throws 413 `ContentTooLarge`, and 400 `IncorrectBodyParameter` for a body that is not multipart.
 */
export async function receiveUploads(request: IncomingMessage, contents: Contents): Promise<Upload[]> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_UPLOAD) throw contentTooLarge();
  const parser = multipartParser(request);
  const streams: Readable[] = [];
  const uploads: Promise<Upload>[] = [];
  parser.on('file', (part, stream, name, _encoding, type) => {
    const upload = received(contents, part, stream, name, type);
    upload.catch((error) => parser.destroy(error));
    streams.push(stream);
    uploads.push(upload);
  });
  try {
    await pipeline(request, parser);
    return await Promise.all(uploads);
  } catch (error) {
    for (const stream of streams) stream.destroy();
    for (const settled of await Promise.allSettled(uploads)) {
      if (settled.status === 'fulfilled') settled.value.discard();
    }
    // Errors of the system and of the connection have a code, those of the parser have none.
    throw error instanceof Error && 'code' in error ? error : incorrectBody();
  }
}

function multipartParser({ headers }: IncomingMessage): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
      isPartAFile: (part, _type, name) => part !== undefined && name !== undefined,
    });
  } catch {
    throw incorrectBody(); // there is no boundary
  }
}

async function received(
  contents: Contents,
  part: string,
  stream: BusboyFileStream,
  name: string,
  type: string,
): Promise<Upload> {
  const content = await contents.keep(stream);
  const contentType = /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream';
  return new Upload(part, { name, contentType, content });
}
