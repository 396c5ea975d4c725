import { incorrectBody, unsupportedMediaType } from '../errors.js';
import { mediaType } from '../http.js';
import { sameName } from '../table.js';
import type { StoredFile } from './content.js';
import { checkFileName } from './names.js';

/** One file of a multipart body. */
export class Upload {
  /** The name of its form field. */
  readonly part: string;
  readonly file: StoredFile;
  #taken = false;

  constructor(part: string, file: StoredFile) {
    this.part = part;
    this.file = file;
  }

  /** The file, which from now on is the taker's to keep and to dispose of. */
  take(): StoredFile {
    this.#taken = true;
    return this.file;
  }

  /** Gives back the space of a file that nobody took. */
  discard(): void {
    if (!this.#taken) this.file.content.dispose();
  }
}

interface Payload {
  readonly contentType: string;
  readonly uploads: readonly Upload[];
}

export const isMultipart = (contentType: string) => mediaType(contentType) === 'multipart/form-data';

/**
 * The files under one name of a form. Throws 415 for a body that is no form, and 400 `IncorrectBodyParameter` where
 * there is none or one has an impossible name.
 */
export function uploadedFiles({ contentType, uploads }: Payload, part: string): Upload[] {
  if (!isMultipart(contentType)) throw unsupportedMediaType();
  const found = uploads.filter((upload) => sameName(upload.part, part));
  if (found.length === 0) throw incorrectBody();
  for (const { file } of found) checkFileName(file.name);
  return found;
}

/** As `uploadedFiles`, where only one file may come. */
export function uploadedFile(payload: Payload, part: string): Upload {
  const [upload, ...others] = uploadedFiles(payload, part);
  if (!upload || others.length > 0) throw incorrectBody();
  return upload;
}
