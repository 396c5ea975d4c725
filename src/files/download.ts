import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { lookup } from 'mrmime';
import type { Incoming } from '../caspio/http.js';
import type { Folders } from './folders.js';

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
    readonly base64?: string;
  };
  /** For a block of its own, which models can look at. */
  readonly image?: { readonly data: string; readonly mimeType: string };
  readonly note?: string;
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
      await target.handle.writeFile(seen.next(chunk));
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
  if (TEXT.test(type) && size <= LARGEST_TEXT) return { result: { ...about, text: bytes.toString('utf8') } };
  if (size <= LARGEST_BASE64) return { result: { ...about, base64: bytes.toString('base64') } };
  return { result: about, note: 'Too large to show. Give save_as to write it to a file.' };
}

function head({ header }: Incoming, fallbackName: string): { name: string; type: string } {
  const name = namedBy(header('content-disposition') ?? '') ?? fallbackName;
  const given = header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const known = given !== '' && given !== 'application/octet-stream';
  return { name, type: known ? given : (lookup(name) ?? 'application/octet-stream') };
}

/** The file name of a Content-Disposition header (RFC 6266), the encoded form first. */
function namedBy(disposition: string): string | undefined {
  const encoded = /filename\*\s*=\s*UTF-8''([^;]+)/i.exec(disposition)?.[1];
  try {
    if (encoded) return decodeURIComponent(encoded.trim());
  } catch {
    // A damaged encoding falls back to the plain form.
  }
  return /filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1]?.replace(/\\(.)/g, '$1');
}

function tally(moved: (bytes: number) => void) {
  const hash = createHash('sha256');
  let size = 0;
  return {
    size: () => size,
    next(chunk: Buffer): Buffer {
      hash.update(chunk);
      size += chunk.length;
      moved(size);
      return chunk;
    },
    done: () => ({ size, sha256: hash.digest('hex') }),
  };
}
