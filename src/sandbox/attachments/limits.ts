import { invalidValue } from '../errors.js';
import type { StoredFile } from '../files/content.js';
import { splitFileName } from '../files/names.js';
import type { Field } from '../table.js';

/** Caspio does not say in which unit a field's size limits count (our choice). */
const KILOBYTE = 1024;

/**
 * Throws 400 `InvalidInputValue` (our choice) for a file that the field's options do not let in. No types means all,
 * and a maximum of 0 none (our choice).
 */
export function checkPermitted(field: Field, { name, content }: StoredFile): void {
  const {
    AttachmentPermittedFileTypes: types = [],
    AttachmentMinFileSize: min = 0,
    AttachmentMaxFileSize: max = 0,
  } = field.options;
  const extension = splitFileName(name).extension.toLowerCase();
  const permitted = types.length === 0 || types.some((type) => plainExtension(type) === extension);
  const tooLarge = max > 0 && content.size > max * KILOBYTE;
  if (!permitted || tooLarge || content.size < min * KILOBYTE) throw invalidValue([field.name]);
}

/** `.PNG` and `png` are the same. */
const plainExtension = (type: string) =>
  type
    .trim()
    .replace(/^\*?\./, '')
    .toLowerCase();
