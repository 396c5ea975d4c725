import { isSame } from './kinds.js';

/** Paths of the Files area. */
export type FolderPath = readonly string[];

/**
 * A listed path in its folders; none of them is the whole area. Slashes at the ends and doubled ones do not matter.
 * Undefined for what cannot be a path, which then opens nothing.
 */
export function listedPath(entry: string): FolderPath | undefined {
  const names = entry.split('/').filter((name) => name !== '');
  // A blank entry is a slip, and must not open everything as `/` does.
  const isBlank = names.length === 0 && !entry.includes('/');
  return isBlank || names.some(isOddName) ? undefined : names;
}

/** Why a path of a file might lead elsewhere than it says; undefined for a plain one. */
export function oddPath(path: string): string | undefined {
  if (/[\\\p{Cc}]/u.test(path)) return 'holds a backslash or a control character';
  if (/%([0-9a-f]{2}|u)/i.test(path)) return 'holds a percent-encoded character';
  if (SLASH_ALIKE.test(path)) return 'holds a character that looks like a slash';
  const names = namesOf(path);
  if (names.includes('')) return 'holds an empty folder or file name';
  return names.some(isOddName) ? 'holds . or .. or another name of dots' : undefined;
}

/** Whether the file at this path lies below the folder, at any depth. */
export function isBelow(path: string, folder: FolderPath): boolean {
  const names = namesOf(path);
  return names.length > folder.length && folder.every((name, index) => isSame(name, names[index] ?? ''));
}

/** Signs that a code page may fold to a slash or backslash. */
const SLASH_ALIKE = /[\u2044\u2215\u2216\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c]/;

/** Dots, also those that another form of Unicode makes of one sign, and with signs that cannot be seen. */
const isOddName = (name: string) => /^[.\s\p{Cf}]+$/u.test(name.normalize('NFKC'));

/** Caspio takes a path with or without a slash before it. */
const namesOf = (path: string) => path.replace(/^\//, '').split('/');
