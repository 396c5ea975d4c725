import type { Incoming } from '../caspio/http.js';
import type { FilePart } from '../caspio/multipart.js';
import type { Downloaded } from './download.js';
import type { FetchPolicy } from './fetch.js';
import { createFolders } from './folders.js';
import { beginFile, type Growing, type Grown, goOnWithFile } from './growing.js';
import type { WholeFile } from './read.js';
import type { FileArgument } from './upload.js';

export type { Downloaded } from './download.js';
export type { Growing, Grown } from './growing.js';
export type { WholeFile } from './read.js';
export type { FileArgument } from './upload.js';

/** Files in and out, for one call. */
export interface Files {
  /** Opens `File` arguments, gives them to `use` as parts of a form, and lets them go. Rejects with a Failure. */
  upload<T>(
    files: readonly FileArgument[],
    argument: string,
    moved: (bytes: number) => void,
    use: (parts: readonly FilePart[]) => Promise<T>,
  ): Promise<T>;
  /** Reads a `File` argument whole, if it has at most `maxBytes`. Rejects with a Failure. */
  read(
    file: FileArgument,
    argument: string,
    maxBytes: number,
    moved: (bytes: number) => void,
  ): Promise<WholeFile>;
  /** Takes a download: saved below an open folder as `save_as`, or shown. Rejects with a Failure. */
  download(
    incoming: Incoming,
    name: string,
    save_as: string | undefined,
    moved: (bytes: number) => void,
  ): Promise<Downloaded>;
  /** A new file below an open folder, to be written little by little. Rejects with a Failure. */
  begin(save_as: string): Promise<Growing>;
  /** The same file in a later call. Rejects with a Failure where it is not as it was left. */
  goOn(save_as: string, left: Grown): Promise<Growing>;
}

/**
 * `dirs` are the folders that the operator opened, `policy` says what uploads may fetch from the web, and below `backups`
 * lies what an import may read again.
 */
export function createFiles(
  dirs: readonly string[],
  policy?: FetchPolicy | 'off',
  backups: readonly string[] = [],
) {
  const folders = createFolders(dirs);
  const readable = createFolders([...dirs, ...backups]);
  return {
    forCall: (signal: AbortSignal): Files => ({
      // Loaded when they are used: starts are felt.
      async upload(files, argument, moved, use) {
        const { withParts } = await import('./upload.js');
        return withParts(files, argument, { folders, policy, signal, moved }, use);
      },
      async read(file, argument, maxBytes, moved) {
        const [{ withParts }, { wholeOf }] = await Promise.all([import('./upload.js'), import('./read.js')]);
        return withParts([file], argument, { folders: readable, policy, signal, moved }, async (parts) => {
          const whole = await Promise.all(parts.map((part) => wholeOf(part, argument, maxBytes)));
          return whole[0] as WholeFile; // one file has one part
        });
      },
      async download(incoming, name, save_as, moved) {
        const { save, show } = await import('./download.js');
        return save_as === undefined
          ? show(incoming, name, moved)
          : save(incoming, name, save_as, folders, moved);
      },
      begin: (save_as) => beginFile(folders, save_as),
      goOn: (save_as, left) => goOnWithFile(folders, save_as, left),
    }),
  };
}
