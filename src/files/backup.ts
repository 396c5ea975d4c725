import { randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../caspio/failure.js';
import type { Row } from '../caspio/shapes.js';
import { codeOf } from '../errno.js';

/** Records as they were before a write. */
export interface Kept {
  /** Name of the file, below the folder of backups. */
  readonly file: string;
  readonly rows: number;
}

/** A file of JSON lines that is being written. */
export interface OpenBackup {
  /** Resolves when they are on the disk. One at a time. Rejects with a Failure. */
  add(rows: readonly Row[]): Promise<void>;
  close(): Promise<Kept>;
}

/**
 * Begins a file for records that are about to be changed or deleted; `what` goes into its name. What was not added must
 * not be changed.
 */
export type Backup = (what: string) => Promise<OpenBackup>;

/** A file for each write, below `folder`. */
export function createBackup(folder: string): Backup {
  return async (what) => {
    const file = nameOf(what, new Date());
    const handle = await told(async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return open(join(folder, file), 'ax', 0o600);
    });
    let rows = 0;
    let size = 0;
    return {
      async add(page) {
        const text = Buffer.from(page.map((row) => `${JSON.stringify(row)}\n`).join(''));
        await told(async () => {
          try {
            await handle.appendFile(text); // all of it: a single write may take less without an error
            await handle.datasync();
          } catch (error) {
            await handle.truncate(size).catch(() => undefined); // no half of a line
            throw error;
          }
        });
        size += text.length;
        rows += page.length;
      },
      async close() {
        await handle.close().catch(() => undefined); // what was added is on the disk
        return { file, rows };
      },
    };
  };
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw notKept(codeOf(error));
  }
}

/** It sorts by time, and is a name everywhere. */
function nameOf(what: string, at: Date): string {
  const time = at.toISOString().replaceAll(':', '-');
  return `${time} ${what.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 80)} ${randomUUID().slice(0, 8)}.jsonl`;
}

const notKept = (code: string) =>
  new Failure({
    kind: 'account',
    what: `The records could not be kept before the change (${code}); they were not changed`,
    next: 'Ask the operator of this server to check --backup-dir: the folder, its rights, and the space left.',
  });
