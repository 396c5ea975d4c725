import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Puts a text in the place of a file, for its owner's eyes only: whoever reads gets the old one or the new one whole,
 * even when this process dies or the power fails. Only the holder of the file's lock may call it; `stillMine` says,
 * at the last moment, whether it still is.
 */
export async function writeWhole(
  file: string,
  text: string,
  stillMine: () => Promise<void> = async () => {},
): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeLeft(folder, basename(file));
  const fresh = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(fresh, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await stillMine();
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** What writers left that were killed. */
async function removeLeft(folder: string, name: string): Promise<void> {
  const left = (await readdir(folder)).filter(
    (other) => other.startsWith(`${name}.`) && other.endsWith('.tmp'),
  );
  await Promise.all(left.map((other) => rm(join(folder, other), { force: true })));
}

/** Makes the renaming last. Not every system can; the file itself is whole in any case. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows opens no folders.
  }
}
