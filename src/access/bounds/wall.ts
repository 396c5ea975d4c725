import type * as z from 'zod';
import type { Caspio, CaspioRequest } from '../../caspio/client.js';
import type { Receive } from '../../caspio/request.js';
import type { AllowLists } from '../connection.js';
import { checkClauses } from './clauses.js';
import { createFileRules } from './files.js';
import { holds, isOpen } from './kinds.js';
import { keeping, PASS, type Passage } from './passage.js';
import { closed, notListed, unknownRequest } from './refusal.js';
import { isKnown, segmentsOf } from './route.js';

type Asked<T> = CaspioRequest & { readonly answer?: z.ZodType<T> | Receive<T> };

/** The arguments by which tools name what a path is about. */
const ARGUMENTS = { tables: 'table_name', views: 'view_name', directories: 'directory_id' } as const;
type Root = keyof typeof ARGUMENTS;

const isRoot = (root: string | undefined): root is Root =>
  root !== undefined && Object.hasOwn(ARGUMENTS, root);

/**
 * Stands between tools and Caspio, so that it holds whatever a tool does: every request is looked at, path, query and
 * body, before anything is sent. What it does not know it refuses.
 */
export function createWall(allow: AllowLists, now?: () => number): (caspio: Caspio) => Caspio {
  const checkFiles = createFileRules(allow, now);

  async function check(request: CaspioRequest, caspio: Caspio): Promise<Passage> {
    const [root, ...below] = segmentsOf(request.path) ?? [];
    if (isRoot(root)) return checkObject(root, below, request, allow);
    if (root === 'files') return checkFiles(request, below, caspio);
    if (root === 'outgoingWebhooks') return checkWebhook(request, allow);
    // No list can hold these; their tools are there only where the operator named them.
    if (root === 'dataImportExportTasks' || root === 'bridgeApplications') return PASS;
    throw unknownRequest();
  }

  return (caspio) => ({
    async request<T>(request: Asked<T>) {
      const passage = await check(request, caspio);
      const { answer, ...rest } = request;
      if ('instead' in passage) {
        if (answer === undefined || typeof answer === 'function') throw unknownRequest();
        return answer.parse(passage.instead);
      }
      if (answer === undefined) return caspio.request(rest);
      const { look } = passage;
      if (look === undefined) return caspio.request({ ...rest, answer });
      // It gives what it was given, or fewer of its rows.
      return look(await caspio.request({ ...rest, answer })) as T;
    },
  });
}

/** Tables, views and directories. */
function checkObject(
  root: Root,
  [name, ...below]: readonly string[],
  request: CaspioRequest,
  allow: AllowLists,
): Passage {
  const list = allow[root];
  if (!isOpen(allow, root)) throw closed(root, allow);
  if (name === undefined) return checkList(root, request, allow);
  if (!holds(list, name)) {
    throw notListed(below.length === 0 ? 'id' : ARGUMENTS[root], name, root, allow);
  }
  if (!isKnown(root, request.method, below)) throw unknownRequest();
  // What SQL Server calls the users of a directory is not known.
  checkClauses(request, root === 'directories' ? undefined : name);
  return PASS;
}

/** The lists themselves, and a new table. */
function checkList(root: Root, request: CaspioRequest, allow: AllowLists): Passage {
  checkClauses(request, undefined);
  if (request.method === 'GET') return keeping((item) => holds(allow[root], labelOf(item, root)));
  if (request.method !== 'POST' || root !== 'tables') throw unknownRequest();
  checkNamed(request.body, 'Name', allow);
  return PASS;
}

/** Events of a webhook watch a table. */
function checkWebhook(request: CaspioRequest, allow: AllowLists): Passage {
  if (request.body !== undefined && request.path.includes('/events'))
    checkNamed(request.body, 'ObjectName', allow);
  return PASS;
}

/** Throws a Failure unless the body names a listed table. Keys of any case: so may Caspio take them. */
function checkNamed(body: unknown, property: string, allow: AllowLists): void {
  const found = Object.entries(body ?? {}).filter(([key]) => key.toLowerCase() === property.toLowerCase());
  const names = found.map(([, value]) => (typeof value === 'string' ? value : ''));
  const outside = names.find((name) => !holds(allow.tables, name));
  if (found.length === 0 || outside !== undefined) throw notListed(property, outside, 'tables', allow);
}

/** What an allow-list calls an item of a list; `''` is never listed, so it drops what is not understood. */
function labelOf(item: unknown, root: Root): string {
  if (typeof item === 'string') return item;
  if (typeof item !== 'object' || item === null) return '';
  const { Id, Name } = item as { readonly Id?: unknown; readonly Name?: unknown };
  const label = root === 'directories' ? Id : Name;
  return typeof label === 'string' ? label : '';
}
