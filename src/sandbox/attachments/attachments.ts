import type { StoredFile } from '../files/content.js';
import { now } from '../files/dates.js';
import type { Field, Table } from '../table.js';
import type { Counter } from '../types/type.js';

export interface Attachment extends StoredFile {
  readonly created: string;
  readonly updated: string;
}

/** The files of ATTACHMENT fields, by the PK_ID of their record. The records themselves hold the names. */
export class Attachments {
  // A field is known by its counter, which stays the same when the field is renamed.
  readonly #files = new Map<Counter, Map<number, Attachment>>();

  get({ counter }: Field, key: number): Attachment | undefined {
    return this.#files.get(counter)?.get(key);
  }

  /** Puts a file into a record, in the place of the one that is there. */
  put(field: Field, key: number, file: StoredFile, updated = now()): void {
    const before = this.get(field, key);
    if (before && before.content !== file.content) before.content.dispose();
    this.#of(field).set(key, { ...file, created: before?.created ?? updated, updated });
  }

  remove(field: Field, keys: readonly number[]): void {
    for (const key of keys) {
      this.get(field, key)?.content.dispose();
      this.#of(field).delete(key);
    }
  }

  /** The records are gone. */
  removeRecords({ fields }: Table, keys: readonly number[]): void {
    for (const field of fields) if (this.#files.has(field.counter)) this.remove(field, keys);
  }

  /** The field is gone. */
  removeField(field: Field): void {
    this.remove(field, [...this.#of(field).keys()]);
    this.#files.delete(field.counter);
  }

  #of({ counter }: Field): Map<number, Attachment> {
    let files = this.#files.get(counter);
    if (!files) {
      files = new Map();
      this.#files.set(counter, files);
    }
    return files;
  }
}
