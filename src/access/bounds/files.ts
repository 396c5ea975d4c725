import type { Caspio, CaspioRequest } from '../../caspio/client.js';
import type { AllowLists } from '../connection.js';
import { createArea, type Entry, entriesOf } from './area.js';
import { createFolders } from './folders.js';
import { isOpen } from './kinds.js';
import { noticing, PASS, type Passage } from './passage.js';
import { isBelow, listedPath, oddPath } from './paths.js';
import { closed, notListed, refusal, unknownRequest } from './refusal.js';

const PARAMETERS = new Set([
  'externalKey',
  'filePath',
  'pageNumber',
  'pageSize',
  'sortField',
  'sortDescending',
]);

/** Holds requests to the Files area within the listed folders. `below` is the path behind `/files`. */
export function createFileRules(allow: AllowLists, now?: () => number) {
  const listed = (allow.folders ?? []).flatMap((entry) => {
    const names = listedPath(entry);
    return names ? [names] : [];
  });
  const area = createArea(now);
  const folders = createFolders(listed, area);

  const refuse = (argument: string, given: string | undefined) =>
    notListed(argument, given, 'folders', allow);
  const learnFolders = noticing((rows) => {
    for (const { key } of entriesOf(rows)) area.seenFolders.add(key);
  });
  const learnFiles = noticing((rows) => {
    for (const { key } of entriesOf(rows)) area.seenFiles.add(key);
  });

  async function folderContents({ query = {} }: CaspioRequest, caspio: Caspio, of: 'files' | 'folders') {
    const folder = folderOf(query.externalKey);
    const place = await folders.placeOf(folder, caspio, 'externalKey');
    if (place === 'in') return of === 'files' ? learnFiles : learnFolders;
    if (place === 'way' && of === 'folders')
      return { instead: pageOf(await folders.leading(folder, caspio), query) };
    throw refuse('externalKey', folder);
  }

  function byPath(filePath: unknown): Passage {
    const at = typeof filePath === 'string' ? filePath : '';
    const odd = oddPath(at);
    if (odd) throw refusal('filePath', odd, "Give the plain path of a file, as 'Invoices/2026/may.pdf'.");
    if (!listed.some((folder) => isBelow(at, folder))) throw refuse('filePath', at);
    return learnFiles;
  }

  async function byKey(key: string, caspio: Caspio): Promise<Passage> {
    if (!(await folders.holdsFile(key, caspio, 'id'))) throw refuse('id', key);
    return PASS;
  }

  return async function check(
    request: CaspioRequest,
    below: readonly string[],
    caspio: Caspio,
  ): Promise<Passage> {
    if (!isOpen(allow, 'folders')) throw closed('folders', allow);
    const { method, query = {} } = request;
    if (!Object.keys(query).every((name) => PARAMETERS.has(name))) throw unknownRequest();
    const [first, second] = below;
    switch (`${method} ${shapeOf(below)}`) {
      case 'GET ':
        return folderContents(request, caspio, 'files');
      case 'POST ':
      case 'PUT ':
        return folderContents(request, caspio, 'files');
      case 'GET folders':
        return folderContents(request, caspio, 'folders');
      case 'GET folders/*': {
        const place = await folders.placeOf(second ?? '', caspio, 'id');
        if (place === 'out') throw refuse('id', second);
        return PASS;
      }
      case 'GET path':
      case 'DELETE path':
      case 'GET path/fileInfo':
        return byPath(query.filePath);
      case 'GET *':
      case 'DELETE *':
      case 'GET */fileInfo':
        return byKey(first ?? '', caspio);
      default:
        throw unknownRequest();
    }
  };
}

/** The path with `*` for keys. Literals in another case might be routes to Caspio all the same, so they are no keys. */
function shapeOf([first, second, ...more]: readonly string[]): string {
  if (first === undefined) return '';
  if (more.length > 0) return '?';
  if (first === 'folders') return second === undefined ? first : `${first}/*`;
  const head = first === 'path' ? first : /^(path|folders|fileInfo)$/i.test(first) ? '?' : '*';
  return second === undefined ? head : `${head}/${second}`;
}

/** A blank key may be the root to Caspio. */
function folderOf(externalKey: unknown): string | undefined {
  return externalKey === undefined || String(externalKey).trim() === '' ? undefined : String(externalKey);
}

/** A page of folders as Caspio would list them; there are no more than listed paths. */
function pageOf(entries: readonly Entry[], query: NonNullable<CaspioRequest['query']>) {
  const sortField = query.sortField === 'DateCreated' ? 'DateCreated' : 'Name';
  const sign = String(query.sortDescending) === 'true' ? -1 : 1;
  const value = ({ row }: Entry) => String(row[sortField] ?? '');
  const sorted = entries.toSorted((a, b) => sign * value(a).localeCompare(value(b), 'en'));
  const PageNumber = Number(query.pageNumber ?? 1);
  const PageSize = Number(query.pageSize ?? 25);
  const from = (PageNumber - 1) * PageSize;
  return {
    Result: sorted.slice(from, from + PageSize).map(({ row }) => row),
    Pagination: { TotalCount: entries.length, PageNumber, PageSize },
  };
}
