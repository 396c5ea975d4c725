import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { badArgument } from '../caspio/errors.js';
import type { Failure } from '../caspio/failure.js';
import { codeOf } from '../errno.js';

/** The folders that the operator opened (`--files-dir`): nothing outside them is read or written. */
export interface Folders {
  /** A regular file below one of them, opened for reading. Throws a Failure. */
  openFile(path: string, argument: string): Promise<{ handle: FileHandle; name: string; size: number }>;
  /** A new file below one of them, opened for writing; never an existing one. Throws a Failure. */
  createFile(path: string, argument: string): Promise<{ handle: FileHandle; path: string }>;
  /**
   * A file below one of them, opened to be read and added to; only such as `createFile` makes, with no other name and
   * for nobody else. Throws a Failure.
   */
  appendFile(path: string, argument: string): Promise<{ handle: FileHandle; path: string; found: Stats }>;
}

/** For the user of the server alone. */
const NEW_FILE = 0o600;

export function createFolders(dirs: readonly string[]): Folders {
  async function isBelow(real: string): Promise<boolean> {
    const roots = await Promise.all(dirs.map((dir) => realpath(dir).catch(() => undefined)));
    return roots.some((root) => root !== undefined && isWithin(root, real));
  }

  /** The real path of what exists, if it lies below an open folder whichever way links lead. */
  async function below(path: string, argument: string): Promise<string> {
    if (dirs.length === 0) throw badArgument(argument, 'no folder is open to files', OPEN_A_FOLDER);
    const candidates = isAbsolute(path) ? [path] : dirs.map((dir) => join(dir, path));
    for (const candidate of candidates) {
      const real = await realpath(candidate).catch(() => undefined);
      if (real !== undefined && (await isBelow(real))) return real;
    }
    throw outside(path, argument);
  }

  const outside = (path: string, argument: string) =>
    badArgument(
      argument,
      `${JSON.stringify(path)} is not below an open folder`,
      `Open folders: ${dirs.join(', ')}.`,
    );

  /** Where an opened file is in truth: a link put into its path after the check would have led elsewhere. */
  async function placeOf(handle: FileHandle, path: string): Promise<string | undefined> {
    const real = await realpath(`/proc/self/fd/${handle.fd}`).catch(() => realpath(path));
    const [opened, found] = [await handle.stat(), await stat(real)];
    const isSame = opened.dev === found.dev && opened.ino === found.ino;
    return isSame && (await isBelow(real)) ? real : undefined;
  }

  async function existing(path: string, argument: string, access: number, use: 'read' | 'written') {
    const real = await below(path, argument);
    // Neither a link nor a pipe that takes the file's place meanwhile is followed or waited for.
    const flags = access | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const handle = await open(real, flags).catch((error: unknown) => {
      throw unusable(path, argument, use, error);
    });
    try {
      const place = await placeOf(handle, real);
      if (place === undefined) throw outside(path, argument);
      const found = await handle.stat();
      if (!found.isFile()) throw badArgument(argument, `${JSON.stringify(path)} is no file`, 'Name a file.');
      return { handle, path: place, found };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  return {
    async openFile(path, argument) {
      const { handle, path: real, found } = await existing(path, argument, constants.O_RDONLY, 'read');
      return { handle, name: basename(real), size: found.size };
    },

    async createFile(path, argument) {
      const name = basename(path);
      if (name === '' || name === '.' || name === '..' || path.endsWith('/') || path.endsWith(sep)) {
        throw badArgument(argument, `${JSON.stringify(path)} names no file`, 'End it with a file name.');
      }
      const folder = await below(dirname(path), argument);
      if (!(await stat(folder)).isDirectory()) {
        throw badArgument(argument, `${JSON.stringify(dirname(path))} is no folder`, 'Name a folder.');
      }
      const target = join(folder, name);
      // 'wx' neither overwrites nor follows a link.
      const handle = await open(target, 'wx', NEW_FILE).catch((error: unknown) => {
        throw unusable(path, argument, 'written', error);
      });
      const place = await placeOf(handle, target).catch(() => undefined);
      if (place !== undefined) return { handle, path: place };
      await rm(await realpath(`/proc/self/fd/${handle.fd}`).catch(() => target), { force: true });
      await handle.close();
      throw outside(path, argument);
    },

    async appendFile(path, argument) {
      const flags = constants.O_RDWR | constants.O_APPEND;
      const opened = await existing(path, argument, flags, 'written');
      if (isOfOurMaking(opened.found)) return opened;
      await opened.handle.close();
      throw badArgument(argument, `${JSON.stringify(path)} is no file of this server`, 'Choose a new name.');
    },
  };
}

/** Windows has neither owners nor rights of this kind. */
const isOfOurMaking = ({ nlink, uid, mode }: Stats) =>
  nlink === 1 && (process.getuid === undefined || (uid === process.getuid() && (mode & 0o777) === NEW_FILE));

/** A fault of the local disk, told as one. */
export function unusable(path: string, argument: string, done: 'read' | 'written', error: unknown): Failure {
  const code = codeOf(error);
  const wrong = code === 'EEXIST' ? 'exists already' : `cannot be ${done} (${code})`;
  const next = code === 'ENOSPC' ? 'Make room on the disk of the server.' : 'Choose another name or folder.';
  return badArgument(argument, `${JSON.stringify(path)} ${wrong}`, next);
}

const OPEN_A_FOLDER = 'Start the server with --files-dir FOLDER, or send the content as text or base64.';

function isWithin(dir: string, path: string): boolean {
  const way = relative(dir, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
