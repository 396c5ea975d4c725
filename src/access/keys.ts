import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { Failure } from '../caspio/failure.js';
import { codeOf } from '../errno.js';
import { writeWhole } from './atomic.js';
import type { Keys } from './keyring.js';
import type { StillMine } from './lock.js';

const KEY_BYTES = 32;

export const newKey = () => randomBytes(KEY_BYTES);

/** The keys of a text such as CASPIO_MCP_KEY, separated by commas or line breaks. Throws a Failure. */
export function keysOf(text: string, source: string): readonly Buffer[] {
  const words = text
    .split(/[,\s]+/)
    .map((word) => word.trim())
    .filter(Boolean);
  return words.map((word, index) => {
    const key = keyOf(word);
    if (key) return key;
    throw new Failure({
      kind: 'account',
      what: `${source} holds no key of 32 bytes at place ${index + 1} of ${words.length}`,
      next: 'A key is 32 random bytes in base64 or hex, such as openssl rand -base64 32 makes.',
    });
  });
}

/** The lengths tell the spellings apart: 64 characters of hex, 43 of base64 and its padding. */
function keyOf(word: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(word)) return Buffer.from(word, 'hex');
  return /^[\w+/-]{43}=?$/.test(word) ? Buffer.from(word, 'base64') : undefined;
}

/** Always the same, since a variable does not change. */
export const fixedKeys =
  (keys: readonly Buffer[]): Keys =>
  () =>
    keys;

/** The keys of a key file: one a line, the one that seals first. None where there is no file. */
export function keysInFile(file: string): Keys {
  return () => {
    try {
      const stats = statSync(file, { throwIfNoEntry: false });
      if (!stats) return [];
      if (!stats.isFile()) throw unusable(file, 'is no file', 'Name another --data-dir.');
      // Windows has no such bits: who may read is set on the folder there.
      if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0)
        throw unusable(
          file,
          `can be read by others than its owner (mode ${(stats.mode & 0o777).toString(8)})`,
          `Run chmod 600 ${file}. If others may have read it, run caspio-mcp connections rekey afterwards.`,
        );
      const keys = keysOf(readFileSync(file, 'utf8'), `The key file ${file}`);
      if (keys.length > 0) return keys;
      throw unusable(file, 'is empty', 'Bring back its key from a copy.');
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw unusable(file, `cannot be read (${codeOf(error)})`, 'Check its rights, and those of its folder.');
    }
  };
}

/** Puts these keys in the place of those in the file. Only for the holder of its lock. Rejects with a Failure. */
export async function writeKeyFile(
  file: string,
  keys: readonly Buffer[],
  stillMine?: StillMine,
): Promise<void> {
  try {
    await writeWhole(file, keys.map((key) => `${key.toString('base64')}\n`).join(''), stillMine);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw unusable(
      file,
      `cannot be written (${codeOf(error)})`,
      'Check the rights of its folder, and the space left.',
    );
  }
}

const unusable = (file: string, what: string, next: string) =>
  new Failure({ kind: 'account', what: `The key file ${file} ${what}`, next });
