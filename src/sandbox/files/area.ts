import { randomUUID } from 'node:crypto';
import { fileNotFound, objectNotFound } from '../errors.js';
import { sameName } from '../table.js';
import type { StoredFile } from './content.js';
import { now } from './dates.js';

export interface Folder {
  readonly name: string;
  /** A GUID. */
  readonly key: string;
  /** `undefined` is the root, which has no key. */
  readonly parent: Folder | undefined;
  readonly created: string;
}

export interface AreaFile extends StoredFile {
  readonly key: string;
  readonly folder: Folder | undefined;
  readonly created: string;
  readonly modified: string;
}

/** The Files area of one account: names are unique in their folder, whatever their case (our choice). */
export class FileArea {
  readonly #folders = new Map<string, Folder>();
  readonly #files = new Map<string, AreaFile>();

  /** The folders in a folder. */
  folders(parent: Folder | undefined): Folder[] {
    return [...this.#folders.values()].filter((folder) => folder.parent === parent);
  }

  /** The files in a folder. */
  files(folder: Folder | undefined): AreaFile[] {
    return [...this.#files.values()].filter((file) => file.folder === folder);
  }

  /** Throws 404 `ObjectNotFound`. */
  folder(key: string): Folder {
    const folder = this.#folders.get(key.toLowerCase());
    if (!folder) throw objectNotFound();
    return folder;
  }

  /** Throws 404 `FileNotFound`. */
  file(key: string): AreaFile {
    const file = this.#files.get(key.toLowerCase());
    if (!file) throw fileNotFound();
    return file;
  }

  /** The file at a path from the root, with or without a slash before it. Throws 404 `FileNotFound`. */
  fileAt(path: string): AreaFile {
    const names = path.replace(/^\//, '').split('/');
    const fileName = names.pop() ?? '';
    let folder: Folder | undefined;
    for (const name of names) {
      folder = this.folders(folder).find((candidate) => sameName(candidate.name, name));
      if (!folder) throw fileNotFound();
    }
    const file = this.find(folder, fileName);
    if (!file) throw fileNotFound();
    return file;
  }

  find(folder: Folder | undefined, name: string): AreaFile | undefined {
    return this.files(folder).find((file) => sameName(file.name, name));
  }

  addFolder(folder: Folder): Folder {
    this.#folders.set(folder.key, folder);
    return folder;
  }

  /** Puts a file where none of this name is. */
  add(file: AreaFile): AreaFile {
    this.#files.set(file.key, file);
    return file;
  }

  /** Puts a file into a folder. One of this name that is there keeps its key and its creation date. */
  put(folder: Folder | undefined, uploaded: StoredFile): { file: AreaFile; isNew: boolean } {
    const before = this.find(folder, uploaded.name);
    before?.content.dispose();
    const modified = now();
    const { key, created } = before ?? { key: randomUUID(), created: modified };
    return { file: this.add({ ...uploaded, key, folder, created, modified }), isNew: before === undefined };
  }

  remove(file: AreaFile): void {
    this.#files.delete(file.key);
    file.content.dispose();
  }
}
