import { write } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { codeOf } from '../../errno.js';
import { dayOf, openDay, sweep } from './days.js';

/** Writes lines that end in line breaks, of the day of this time. */
export type Append = (text: string, time: string) => Promise<void>;

/**
 * Files of a day each, into which any number of processes may write at once: what comes together is appended in one write, which
 * the system does not mix with others. No library rotates so: they rename or cut the file, which another process still
 * writes to. `ready` when what is too old has been deleted, as it is again with each new day.
 */
export function createFolderWriter(
  { folder, days }: { readonly folder: string; readonly days: number },
  fault: (error: unknown) => void,
): { readonly append: Append; readonly ready: Promise<void> } {
  let swept = dayOf(new Date().toISOString());
  let isTorn = false;
  const clean = async (day: string) => {
    swept = day;
    if (days > 0) await sweep(folder, day, days).catch(fault);
  };
  const append: Append = async (text, time) => {
    const day = dayOf(time);
    if (day > swept) await clean(day);
    const file = await openDay(folder, day);
    try {
      // What a full disk cut off must not take the next line with it.
      const bytes = Buffer.from(isTorn ? `\n${text}` : text);
      const { bytesWritten } = await file.write(bytes);
      isTorn = bytesWritten < bytes.length;
      // The rest would stand behind the lines of others.
      if (isTorn) throw new Error('The disk took a part only');
    } finally {
      await file.close();
    }
  };
  return { append, ready: clean(swept) };
}

const writeBytes = promisify(write);
const FULL_WAIT_MS = 20;
const FULL_TRIES = 500;

/** Not by process.stdout, which stops everything while a pipe is full, and throws where nobody listens when it breaks. */
export const writeToStdout: Append = async (text) => {
  let bytes = Buffer.from(text);
  for (let tries = 0; bytes.length > 0; ) {
    try {
      const { bytesWritten } = await writeBytes(1, bytes);
      bytes = bytes.subarray(bytesWritten);
    } catch (error) {
      tries += 1;
      if (codeOf(error) !== 'EAGAIN' || tries > FULL_TRIES) throw error;
      await sleep(FULL_WAIT_MS);
    }
  }
};
