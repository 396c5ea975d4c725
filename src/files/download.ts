import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { parse } from 'content-disposition';
import mime from 'mime';
import type { Incoming } from '../caspio/http.js';
import { type Folders, unusable } from './folders.js';
import { relief } from './relief.js';

/** What a download becomes: always what it is; its content shown, saved, or told how to get. */
export interface Downloaded {
  readonly result: {
    readonly name: string;
    readonly type: string;
    /** Bytes. */
    readonly size: number;
    readonly sha256: string;
    readonly saved_as?: string;
    readonly text?: string;
  };
  /** For a block of its own, which models can look at. */
  readonly image?: { readonly data: string; readonly mimeType: string };
  /** Whole, or undefined where it is too much to show; absent where the content is shown otherwise. */
  readonly base64?: string | undefined;
}

/** Hosts drop answers above about 1 MB, and base64 adds a third. */
const LARGEST_IMAGE = 750_000;
const LARGEST_BASE64 = 64 * 1024;
/** More of a text than this is of no use in an answer, which is cut to its own limit afterwards. */
const LARGEST_TEXT = 4 * 1024 * 1024;

const IMAGES: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const TEXT = /^(text\/|application\/(json|xml|csv|javascript|x-ndjson|x-yaml|yaml)\b|image\/svg\+xml)/;

/** Writes a download below an open folder. Throws a Failure; what was written until then is removed. */
export async function save(
  incoming: Incoming,
  fallbackName: string,
  path: string,
  folders: Folders,
  moved: (bytes: number) => void,
): Promise<Downloaded> {
  const target = await folders.createFile(path, 'save_as');
  const seen = tally(moved);
  try {
    for await (const chunk of incoming.bytes) {
      await target.handle.writeFile(seen.next(chunk)).catch((error: unknown) => {
        throw unusable(path, 'save_as', 'written', error);
      });
    }
  } catch (error) {
    await target.handle.close();
    await rm(target.path, { force: true });
    throw error;
  }
  await target.handle.close();
  return { result: { ...head(incoming, fallbackName), ...seen.done(), saved_as: target.path } };
}

/** Shows a download: an image as a block, a text as text, anything small as base64. */
export async function show(
  incoming: Incoming,
  fallbackName: string,
  moved: (bytes: number) => void,
): Promise<Downloaded> {
  const seen = tally(moved);
  const kept: Buffer[] = [];
  for await (const chunk of incoming.bytes) {
    if (seen.size() < LARGEST_TEXT) kept.push(chunk);
    seen.next(chunk);
  }
  const about = { ...head(incoming, fallbackName), ...seen.done() };
  const bytes = Buffer.concat(kept);
  const { type, size } = about;
  if (IMAGES.includes(type) && size <= LARGEST_IMAGE) {
    return { result: about, image: { data: bytes.toString('base64'), mimeType: type } };
  }
  const text =
    TEXT.test(type) && size <= LARGEST_TEXT
      ? decodeText(bytes, incoming.header('content-type') ?? '')
      : undefined;
  if (text !== undefined) return { result: { ...about, text } };
  return { result: about, base64: size <= LARGEST_BASE64 ? bytes.toString('base64') : undefined };
}

function head({ header }: Incoming, fallbackName: string): { name: string; type: string } {
  const name = namedBy(header('content-disposition')) ?? fallbackName;
  const given = header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const known = given !== '' && given !== 'application/octet-stream';
  return { name, type: known ? given : (mime.getType(name) ?? 'application/octet-stream') };
}

/** The file name of a Content-Disposition header (RFC 6266), if it can be read. */
function namedBy(disposition: string | undefined): string | undefined {
  try {
    return disposition ? parse(disposition).parameters.filename : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes as text in the charset of the header (UTF-8 if it names none); undefined if characters would be lost. */
function decodeText(bytes: Buffer, contentType: string): string | undefined {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function tally(moved: (bytes: number) => void) {
  const hash = createHash('sha256');
  const relieve = relief();
  let size = 0;
  return {
    size: () => size,
    next(chunk: Buffer): Buffer {
      hash.update(chunk);
      size += chunk.length;
      moved(size);
      relieve(chunk.length);
      return chunk;
    },
    done: () => ({ size, sha256: hash.digest('hex') }),
  };
}
