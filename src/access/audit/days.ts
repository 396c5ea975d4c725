import { type FileHandle, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../errno.js';

/** The files of an audit: one a day, in UTC. Desktops and backups leave files of their own in any folder. */
const FILE = /^audit-(\d{4}-\d\d-\d\d)\.jsonl$/;
const DAY_MS = 86_400_000;

/** The day of an ISO time. */
export const dayOf = (time: string) => time.slice(0, 10);

export const fileOf = (folder: string, day: string) => join(folder, `audit-${day}.jsonl`);

/** The days that have a file, in order. Rejects where there is no such folder. */
export async function daysIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const days = entries.map((entry) => (entry.isFile() ? FILE.exec(entry.name)?.[1] : undefined));
  return days.filter((day) => day !== undefined).sort();
}

/** Deletes the files of the days that end more than `keep` days before this one begins. */
export async function sweep(folder: string, today: string, keep: number): Promise<void> {
  const first = dayOf(new Date(Date.parse(today) - keep * DAY_MS).toISOString());
  for (const day of await daysIn(folder).catch(unlessGone([]))) {
    // Another process may have been faster.
    if (day < first) await unlink(fileOf(folder, day)).catch(unlessGone(undefined));
  }
}

/**
 * Opened for every line, so that a line never goes into a file that was deleted or moved away; only who owns the
 * process may read it.
 */
export async function openDay(folder: string, day: string): Promise<FileHandle> {
  const file = fileOf(folder, day);
  try {
    return await open(file, 'a', 0o600);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return open(file, 'a', 0o600);
  }
}

const unlessGone =
  <T>(otherwise: T) =>
  (error: unknown): T => {
    if (codeOf(error) === 'ENOENT') return otherwise;
    throw error;
  };
