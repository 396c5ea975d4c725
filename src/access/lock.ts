import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../caspio/failure.js';
import { codeOf } from '../errno.js';

/** The holder of a lock shows that often that it lives. */
const BEAT_MS = 1_000;
/** Unchanged for so long, a lock is a dead process's. */
const DEAD_AFTER_MS = 5_000;
const GIVE_UP_AFTER_MS = 30_000;

/** Rejects where the lock is not held any more, because the process stood still for too long. */
export type StillMine = () => Promise<void>;

/** Runs `work` while no other process has the lock file. Rejects with a Failure when it does not become free. */
export async function withLock<T>(file: string, work: (stillMine: StillMine) => Promise<T>): Promise<T> {
  const mine = randomUUID();
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await take(file, mine);
  } catch (error) {
    throw error instanceof Failure ? error : unmakable(file, error);
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, BEAT_MS);
  const isMine = async () => (await textOf(file)) === mine;
  try {
    return await work(async () => {
      if (!(await isMine())) throw lost(file);
    });
  } finally {
    clearInterval(beat);
    if (await isMine()) await rm(file, { force: true });
  }
}

async function take(file: string, mine: string): Promise<void> {
  const started = performance.now();
  let seen = '';
  let since = started;
  for (;;) {
    try {
      await writeFile(file, mine, { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
    // By its changes, not by its time: clocks of machines that share a folder differ.
    const now = await signOf(file);
    if (now !== seen) {
      seen = now;
      since = performance.now();
    } else if (performance.now() - since > DEAD_AFTER_MS) {
      await breakLock(file, now);
    }
    if (performance.now() - started > GIVE_UP_AFTER_MS) throw neverFree(file);
    await sleep(5 + Math.random() * 30);
  }
}

/** Windows says EPERM for a file that is just being removed. */
const isTaken = (error: unknown) => ['EEXIST', 'EPERM'].includes(codeOf(error));

const textOf = (file: string) => readFile(file, 'utf8').catch(() => '');

async function signOf(file: string): Promise<string> {
  const stats = await stat(file, { bigint: true }).catch(() => undefined);
  return `${await textOf(file)} ${stats?.mtimeNs}`;
}

/** Two may break it at once: the lock is moved away first, and put back if it was another's by then. */
async function breakLock(file: string, sign: string): Promise<void> {
  const away = `${file}.${randomUUID()}.broken`;
  try {
    await rename(file, away);
    if ((await signOf(away)) !== sign) await link(away, file);
  } catch {
    // Somebody was faster.
  }
  await rm(away, { force: true });
}

const lost = (file: string) =>
  new Failure({
    kind: 'account',
    what: `This process stood still for so long that another one took over its lock ${file}; nothing was changed`,
    next: 'Run the command again.',
  });

const unmakable = (file: string, error: unknown) =>
  new Failure({
    kind: 'account',
    what: `The lock ${file} cannot be made (${codeOf(error)}); nothing was changed`,
    next: 'Check --data-dir: the folder, its rights, and the space left.',
  });

const neverFree = (file: string) =>
  new Failure({
    kind: 'account',
    what: `Another process holds the lock ${file}`,
    next: 'Run the command again when it is done.',
  });
