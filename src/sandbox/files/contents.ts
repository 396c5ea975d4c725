import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, openSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Content, inMemory } from './content.js';

/** Uploads above this many bytes go to disk: the sandbox may run inside a process that must stay small. */
const MAX_IN_MEMORY = 1 << 20;

/** Takes in what is uploaded; large contents lie in a temporary folder that only this user can read. */
export class Contents {
  readonly #folder: string;
  #count = 0;

  /** The folder is made when it is needed, and must not be there before. */
  constructor(folder = newFolder()) {
    this.#folder = folder;
  }

  /** Reads a stream to its end. Throws what the stream or the disk throws, and then leaves nothing behind. */
  async keep(source: AsyncIterable<Buffer>): Promise<Content> {
    let chunks: Buffer[] = [];
    let size = 0;
    let file: { readonly path: string; readonly handle: FileHandle } | undefined;
    try {
      for await (const chunk of source) {
        chunks.push(chunk);
        size += chunk.length;
        if (size <= MAX_IN_MEMORY) continue;
        file ??= await created(this.#nextPath());
        await file.handle.appendFile(Buffer.concat(chunks));
        chunks = [];
      }
    } catch (error) {
      await file?.handle.close();
      if (file) remove(file.path);
      throw error;
    }
    if (!file) return inMemory(Buffer.concat(chunks));
    await file.handle.close();
    return onDisk(file.path, size);
  }

  /** Removes everything that lies on disk. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #nextPath(): string {
    if (this.#count === 0) mkdirSync(this.#folder, { mode: 0o700 });
    this.#count += 1;
    return join(this.#folder, String(this.#count));
  }
}

/** The path of a temporary folder that does not exist yet. */
export const newFolder = () => join(tmpdir(), `caspio-sandbox-${randomUUID()}`);

const created = async (path: string) => ({ path, handle: await open(path, 'wx', 0o600) });

const remove = (path: string) => rmSync(path, { force: true });

function onDisk(path: string, size: number): Content {
  return {
    size,
    // Opened here and not on the first read, so that the file may be removed in between.
    read: () => createReadStream(path, { fd: openSync(path, 'r') }),
    dispose: () => remove(path),
  };
}
