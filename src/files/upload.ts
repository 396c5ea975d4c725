import type { FileHandle } from 'node:fs/promises';
import mime from 'mime';
import { badArgument } from '../caspio/errors.js';
import type { FilePart } from '../caspio/multipart.js';
import { type FetchPolicy, fetchPublic } from './fetch.js';
import type { Folders } from './folders.js';
import { relief } from './relief.js';
import { spool } from './spool.js';

/** A `File` argument, checked: exactly one source, and a name where the source has none. */
export interface FileArgument {
  readonly name?: string | undefined;
  readonly content_type?: string | undefined;
  readonly path?: string | undefined;
  readonly url?: string | undefined;
  readonly text?: string | undefined;
  readonly base64?: string | undefined;
}

interface Means {
  readonly folders: Folders;
  /** What may be fetched; what is public, if absent. */
  readonly policy: FetchPolicy | 'off' | undefined;
  readonly signal: AbortSignal;
  /** Hears of every piece fetched from the web. */
  readonly moved: (bytes: number) => void;
}

/** A part, and what must be let go when it was sent. */
interface Opened extends FilePart {
  release(): Promise<void>;
}

/** Opens files for an upload, gives them to `use`, and lets them go. `argument` is what the errors name. */
export async function withParts<T>(
  files: readonly FileArgument[],
  argument: string,
  means: Means,
  use: (parts: readonly FilePart[]) => Promise<T>,
): Promise<T> {
  const opened: Opened[] = [];
  try {
    for (const [index, file] of files.entries()) {
      opened.push(await openFile(file, files.length > 1 ? `${argument}.${index}` : argument, means));
    }
    return await use(opened);
  } finally {
    await Promise.all(opened.map((file) => file.release()));
  }
}

async function openFile(
  file: FileArgument,
  argument: string,
  { folders, policy, signal, moved }: Means,
): Promise<Opened> {
  if (file.path !== undefined) {
    const { handle, name, size } = await folders.openFile(file.path, `${argument}.path`);
    return part(
      file,
      { name },
      size,
      () => readHandle(handle, size),
      () => handle.close(),
    );
  }
  if (file.url !== undefined) {
    if (policy === 'off')
      throw badArgument(
        `${argument}.url`,
        'is switched off on this server',
        'Give the content as text or base64.',
      );
    const keep = async ({
      name,
      type,
      bytes,
    }: {
      name: string;
      type: string;
      bytes: AsyncIterable<Buffer>;
    }) => ({
      name,
      type,
      spooled: await spool(noticing(bytes, moved)),
    });
    const { name, type, spooled } = await fetchPublic(file.url, `${argument}.url`, signal, keep, policy);
    return part(file, { name, type }, spooled.size, spooled.open, spooled.remove);
  }
  const bytes =
    file.text === undefined ? Buffer.from(file.base64 ?? '', 'base64') : Buffer.from(file.text, 'utf8');
  const once = async function* () {
    yield bytes;
  };
  return part(file, {}, bytes.length, once, async () => {});
}

function part(
  asked: FileArgument,
  found: { readonly name?: string; readonly type?: string },
  size: number,
  open: () => AsyncIterable<Uint8Array>,
  release: () => Promise<void>,
): Opened {
  const name = asked.name ?? (found.name || 'file');
  const type = asked.content_type ?? (found.type || mime.getType(name) || 'application/octet-stream');
  return { name, type, size, open, release };
}

const CHUNK_BYTES = 64 * 1024;

/**
 * Exactly `size` bytes: the length was promised, even if the file grows meanwhile. No stream, since ending one early
 * closes the handle under a second attempt.
 */
async function* readHandle(handle: FileHandle, size: number): AsyncGenerator<Buffer> {
  const relieve = relief();
  let at = 0;
  while (at < size) {
    const wanted = Math.min(CHUNK_BYTES, size - at);
    const { bytesRead, buffer } = await handle
      .read(Buffer.allocUnsafe(wanted), 0, wanted, at)
      .catch(unreadable);
    if (bytesRead === 0)
      throw badArgument('path', 'the file became shorter while it was sent', 'Repeat the call.');
    at += bytesRead;
    relieve(bytesRead);
    yield buffer.subarray(0, bytesRead);
  }
}

/** A fault of the disk, which would pass for one of the connection. */
function unreadable(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
  throw badArgument(
    'path',
    `the file cannot be read any more${code}`,
    'Check the file, then repeat the call.',
  );
}

async function* noticing(
  bytes: AsyncIterable<Buffer>,
  moved: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    moved(size);
    yield chunk;
  }
}
