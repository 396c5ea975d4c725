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

/**
 * Writes records away before they are changed or deleted; `what` goes into the name of the file. Rejects with a Failure
 * where they cannot all be kept: then nothing must be changed.
 */
export type Backup = (what: string, pages: AsyncIterable<readonly Row[]>) => Promise<Kept>;

/** A file of JSON lines for each write, below `folder`. */
export function createBackup(folder: string): Backup {
  return async (what, pages) => {
    const file = nameOf(what, new Date());
    let rows = 0;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const handle = await open(join(folder, file), 'wx', 0o600);
      try {
        for await (const page of pages) {
          rows += page.length;
          await handle.appendFile(page.map((row) => `${JSON.stringify(row)}\n`).join(''));
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw notKept(codeOf(error));
    }
    return { file, rows };
  };
}

/** It sorts by time, and is a name everywhere. */
function nameOf(what: string, at: Date): string {
  const time = at.toISOString().replaceAll(':', '-');
  return `${time} ${what.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 80)} ${randomUUID().slice(0, 8)}.jsonl`;
}

const notKept = (code: string) =>
  new Failure({
    kind: 'account',
    what: `The records could not be kept before the change (${code}); nothing was changed`,
    next: 'Ask the operator of this server to check --backup-dir: the folder, its rights, and the space left.',
  });
