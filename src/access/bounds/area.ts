import type { Caspio } from '../../caspio/client.js';
import { Failure } from '../../caspio/failure.js';
import { createKept } from '../../caspio/kept.js';
import { type Path, path } from '../../caspio/path.js';
import { type Row, records } from '../../caspio/shapes.js';
import { createSeen } from './seen.js';

/** A folder or file as a list shows it. */
export interface Entry {
  readonly name: string;
  /** Its ExternalKey. */
  readonly key: string;
  /** All that Caspio says of it. */
  readonly row: Row;
}

/** The most that Caspio gives in one call. Facts: file and folder lists. */
const PAGE_SIZE = 1_000;
/** Of one folder. */
const MOST_PAGES = 20;

/** What is in the folders of the Files area, read with requests of the calls that ask, and kept for a while. */
export function createArea(now?: () => number) {
  const lists = createKept<readonly Entry[]>(now);

  const listOf = (noun: 'files' | 'folders', at: Path) => (folder: string | undefined, caspio: Caspio) =>
    lists.get(`${noun} ${folder?.toLowerCase() ?? ''}`, () => readAll(at, folder, caspio));

  return {
    /** The folders in a folder; undefined is the root. */
    folders: listOf('folders', path`/files/folders`),
    /** The files in a folder. */
    files: listOf('files', path`/files`),
    /** Folders and files that were seen where they are allowed, on their way to the caller. */
    seenFolders: createSeen(now),
    seenFiles: createSeen(now),
  };
}
export type Area = ReturnType<typeof createArea>;

async function readAll(at: Path, externalKey: string | undefined, caspio: Caspio): Promise<Entry[]> {
  const found: Entry[] = [];
  for (let pageNumber = 1; pageNumber <= MOST_PAGES; pageNumber += 1) {
    const query = { externalKey, pageNumber, pageSize: PAGE_SIZE, sortField: 'Name' };
    const { Result } = await caspio
      .request({ method: 'GET', path: at, query, answer: records })
      .catch(emptyIfGone);
    found.push(...entriesOf(Result));
    if (Result.length < PAGE_SIZE) break;
  }
  return found;
}

/** A folder that was deleted since holds nothing. */
function emptyIfGone(error: unknown): { readonly Result: readonly Row[] } {
  if (error instanceof Failure && error.caspio?.status === 404) return { Result: [] };
  throw error;
}

/** The rows of a list or of an upload that have a key. */
export function entriesOf(rows: readonly unknown[]): Entry[] {
  return rows.flatMap((row) => {
    if (typeof row !== 'object' || row === null) return [];
    const { Name: name, ExternalKey: key } = row as Row;
    return typeof name === 'string' && typeof key === 'string' && key !== ''
      ? [{ name, key, row: row as Row }]
      : [];
  });
}
