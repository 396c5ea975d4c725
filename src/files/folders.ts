import { constants } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { badArgument } from '../caspio/errors.js';

/** The folders that the operator opened (`--files-dir`): nothing outside them is read or written. */
export interface Folders {
  /** A regular file below one of them, opened for reading. Throws a Failure. */
  openFile(path: string, argument: string): Promise<{ handle: FileHandle; name: string; size: number }>;
  /** A new file below one of them, opened for writing; never an existing one. Throws a Failure. */
  createFile(path: string, argument: string): Promise<{ handle: FileHandle; path: string }>;
}

export function createFolders(dirs: readonly string[]): Folders {
  /** The real path of what exists, if it lies below an open folder whichever way links lead. */
  async function below(path: string, argument: string): Promise<string> {
    if (dirs.length === 0) throw badArgument(argument, 'no folder is open to files', OPEN_A_FOLDER);
    const candidates = isAbsolute(path) ? [path] : dirs.map((dir) => join(dir, path));
    for (const candidate of candidates) {
      const real = await realpath(candidate).catch(() => undefined);
      if (real === undefined) continue;
      for (const dir of dirs) {
        if (isWithin(await realpath(dir), real)) return real;
      }
    }
    throw badArgument(
      argument,
      `${JSON.stringify(path)} is not below an open folder`,
      `Open folders: ${dirs.join(', ')}.`,
    );
  }

  return {
    async openFile(path, argument) {
      const real = await below(path, argument);
      if (!(await lstat(real)).isFile())
        throw badArgument(argument, `${JSON.stringify(path)} is no file`, 'Name a file.');
      // A link that takes the file's place meanwhile is not followed.
      const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW);
      return { handle, name: basename(real), size: (await handle.stat()).size };
    },

    async createFile(path, argument) {
      const name = basename(path);
      if (name === '' || name === '.' || name === '..' || path.endsWith('/') || path.endsWith(sep)) {
        throw badArgument(argument, `${JSON.stringify(path)} names no file`, 'End it with a file name.');
      }
      const folder = await below(dirname(path), argument);
      if (!(await lstat(folder)).isDirectory()) {
        throw badArgument(argument, `${JSON.stringify(dirname(path))} is no folder`, 'Name a folder.');
      }
      const target = resolve(folder, name);
      try {
        // 'wx' neither overwrites nor follows a link.
        return { handle: await open(target, 'wx', 0o600), path: target };
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : 'unknown fault';
        const wrong = code === 'EEXIST' ? 'exists already' : `cannot be written (${code})`;
        throw badArgument(argument, `${JSON.stringify(path)} ${wrong}`, 'Choose another name.');
      }
    },
  };
}

const OPEN_A_FOLDER = 'Start the server with --files-dir FOLDER, or send the content as text or base64.';

function isWithin(dir: string, path: string): boolean {
  const way = relative(dir, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
