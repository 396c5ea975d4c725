import { createHash, type Hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, rm } from 'node:fs/promises';
import { badArgument } from '../caspio/errors.js';
import { type Folders, unusable } from './folders.js';
import { relief } from './relief.js';

/** A file as it is so far. */
export interface Grown {
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** A file that is written little by little, perhaps in several calls. */
export interface Growing {
  readonly path: string;
  /** Rejects with a Failure; then nothing of `text` stays. */
  append(text: string): Promise<void>;
  size(): number;
  grown(): Grown;
  /** Rejects with a Failure where somebody else has changed it meanwhile. */
  check(): Promise<void>;
  close(): Promise<void>;
  /** Closes it, and takes it away. */
  discard(): Promise<void>;
}

/** Files that a call is writing now, by device and number. */
const inUse = new Set<string>();

/** A new file below an open folder. Throws a Failure. */
export async function beginFile(folders: Folders, save_as: string): Promise<Growing> {
  const { handle, path } = await folders.createFile(save_as, 'save_as');
  return growing(handle, path, save_as, await handle.stat(), 0, createHash('sha256'));
}

/** A file that was left as `left` says, and is so still. Throws a Failure. */
export async function goOnWithFile(folders: Folders, save_as: string, left: Grown): Promise<Growing> {
  const { handle, path, found } = await folders.appendFile(save_as, 'save_as');
  try {
    if (inUse.has(idOf(found))) throw badArgument('save_as', `${name(save_as)} is being written`, WAIT);
    if (found.size !== left.size) throw changed(save_as);
    const hash = await hashOf(handle);
    if (hash.copy().digest('hex') !== left.sha256) throw changed(save_as);
    if (inUse.has(idOf(found))) throw badArgument('save_as', `${name(save_as)} is being written`, WAIT);
    return growing(handle, path, save_as, found, left.size, hash);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function growing(
  handle: FileHandle,
  path: string,
  save_as: string,
  found: Stats,
  from: number,
  hash: Hash,
): Growing {
  const id = idOf(found);
  inUse.add(id);
  const relieve = relief();
  let size = from;
  const close = async () => {
    inUse.delete(id);
    await handle.close();
  };
  return {
    path,
    async append(text) {
      const bytes = Buffer.from(text);
      await handle.appendFile(bytes).catch(async (error: unknown) => {
        // What a full disk took of it would be there twice when the call is repeated.
        await handle.truncate(size).catch(() => undefined);
        throw unusable(save_as, 'save_as', 'written', error);
      });
      hash.update(bytes);
      size += bytes.length;
      relieve(bytes.length);
    },
    size: () => size,
    grown: () => ({ size, sha256: hash.copy().digest('hex') }),
    async check() {
      if ((await handle.stat()).size !== size) throw mixed(save_as);
    },
    close,
    async discard() {
      await close();
      await rm(path, { force: true });
    },
  };
}

const PIECE_BYTES = 256 * 1024;

async function hashOf(handle: FileHandle): Promise<Hash> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, at);
    if (bytesRead === 0) return hash;
    hash.update(piece.subarray(0, bytesRead));
    at += bytesRead;
  }
}

const idOf = ({ dev, ino }: Stats) => `${dev}:${ino}`;
const name = (save_as: string) => JSON.stringify(save_as);

const WAIT = 'Wait for the other call to end.';

const changed = (save_as: string) =>
  badArgument(
    'save_as',
    `${name(save_as)} is not as the last call left it`,
    'Nothing was added to it. Start again without cursor, with a new name.',
  );

const mixed = (save_as: string) =>
  badArgument(
    'save_as',
    `somebody else wrote into ${name(save_as)} meanwhile`,
    'What it holds is mixed up. Start again without cursor, with a new name.',
  );
