import type { Caspio } from '../../caspio/client.js';
import type { Area, Entry } from './area.js';
import { isSame } from './kinds.js';
import type { FolderPath } from './paths.js';
import { refusal } from './refusal.js';

/** Where a folder lies: in a listed one, on the way to one, or elsewhere (or nowhere). */
export type Place = 'in' | 'way' | 'out';

/** Every folder costs a call; whoever has more must come from the listed folder, list by list. */
const MOST_FOLDERS = 500;
const AT_ONCE = 8;

interface Listed {
  /** Keys of the listed folders. */
  readonly tops: readonly string[];
  /** For the root (`''`) and each folder on the way: its folders that lead on. */
  readonly way: ReadonlyMap<string, readonly Entry[]>;
}

/** Finds out where folders and files are. Caspio tells neither the folder of a file nor that of a folder. */
export function createFolders(listed: readonly FolderPath[], area: Area) {
  const isAll = listed.some((names) => names.length === 0);

  /** Goes down from the root along the listed paths, and nowhere else. */
  async function resolve(caspio: Caspio): Promise<Listed> {
    const tops: string[] = [];
    const way = new Map<string, readonly Entry[]>();
    const follow = async (folder: string | undefined, paths: readonly FolderPath[]): Promise<void> => {
      const leading: Entry[] = [];
      way.set(folder?.toLowerCase() ?? '', leading);
      for (const entry of await area.folders(folder, caspio)) {
        const next = paths
          .filter(([first]) => first !== undefined && isSame(first, entry.name))
          .map((names) => names.slice(1));
        if (next.length === 0) continue;
        leading.push(entry);
        if (next.some((names) => names.length === 0)) tops.push(entry.key.toLowerCase());
        else await follow(entry.key, next);
      }
    };
    await follow(undefined, listed);
    return { tops, way };
  }

  /** Goes through the listed folders and all below them, a few at a time, until `isThere` says yes. */
  async function search(
    tops: readonly string[],
    caspio: Caspio,
    isThere: (folder: string) => Promise<boolean> | boolean,
    argument: string,
  ): Promise<boolean> {
    const seen = new Set(tops);
    const waiting = [...tops];
    let visited = 0;
    while (waiting.length > 0) {
      const some = waiting.splice(0, AT_ONCE);
      visited += some.length;
      if (visited > MOST_FOLDERS) throw tooMany(argument);
      if ((await Promise.all(some.map(isThere))).includes(true)) return true;
      const below = await Promise.all(some.map((folder) => area.folders(folder, caspio)));
      for (const { key } of below.flat()) {
        const folder = key.toLowerCase();
        if (!seen.has(folder)) waiting.push(folder);
        seen.add(folder);
      }
    }
    return false;
  }

  return {
    /** Undefined is the root. */
    async placeOf(key: string | undefined, caspio: Caspio, argument: string): Promise<Place> {
      if (isAll) return 'in';
      if (key === undefined) return 'way';
      const wanted = key.toLowerCase();
      if (area.seenFolders.has(wanted)) return 'in';
      const { tops, way } = await resolve(caspio);
      if (tops.includes(wanted)) return 'in';
      if (way.has(wanted)) return 'way';
      return (await search(tops, caspio, (folder) => folder === wanted, argument)) ? 'in' : 'out';
    },

    /** The folders of a folder on the way that lead to a listed one. */
    leading: async (key: string | undefined, caspio: Caspio): Promise<readonly Entry[]> =>
      (await resolve(caspio)).way.get(key?.toLowerCase() ?? '') ?? [],

    /** Whether a file lies in a listed folder or below it. */
    async holdsFile(key: string, caspio: Caspio, argument: string): Promise<boolean> {
      if (isAll || area.seenFiles.has(key)) return true;
      const wanted = key.toLowerCase();
      const isThere = async (folder: string) =>
        (await area.files(folder, caspio)).some((file) => file.key.toLowerCase() === wanted);
      const { tops } = await resolve(caspio);
      return search(tops, caspio, isThere, argument);
    },
  };
}

const tooMany = (argument: string) =>
  refusal(
    argument,
    `was not found in the first ${MOST_FOLDERS} folders that this connection may use`,
    'List the folders from the top down to it, and the files of its folder; then repeat this call.',
  );
