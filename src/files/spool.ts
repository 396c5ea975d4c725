import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { unusable } from './folders.js';

/** Bytes of unknown length, kept on disk so that their length is known and they can be sent more than once. */
export interface Spool {
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
  remove(): Promise<void>;
}

export async function spool(bytes: AsyncIterable<Uint8Array>): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), 'caspio-mcp-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const file = join(folder, 'spool');
  try {
    const written = createWriteStream(file, { mode: 0o600 });
    await pipeline(bytes, written);
    return { size: written.bytesWritten, open: () => createReadStream(file), remove };
  } catch (error) {
    await remove();
    // A fault of the disk is not one of where the bytes came from.
    throw error instanceof Error && 'syscall' in error && error.syscall !== 'read'
      ? unusable('temporary file', 'File', 'written', error)
      : error;
  }
}
