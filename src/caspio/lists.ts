import type { Caspio } from './client.js';
import { readCursor, writeCursor } from './cursor.js';
import type { Page } from './pages.js';
import type { Path } from './path.js';
import { records } from './shapes.js';

/** Lists of files and folders: always paged and sorted, with parameters of their own. Facts: the Files area. */
export interface ListArguments {
  readonly externalKey?: string | undefined;
  readonly pageNumber?: number | undefined;
  readonly pageSize?: number | undefined;
  readonly sortField?: string | undefined;
  readonly sortDescending?: boolean | undefined;
  readonly cursor?: string | undefined;
}

const DEFAULT_PAGE_SIZE = 100;

/** Reads one page and says how to go on. Costs one Caspio call. Throws a Failure. */
export async function readList(
  caspio: Caspio,
  path: Path,
  { cursor, ...args }: ListArguments,
): Promise<Page> {
  const identity = [
    path,
    args.externalKey,
    args.pageNumber,
    args.pageSize,
    args.sortField,
    args.sortDescending,
  ];
  const at = cursor === undefined ? undefined : readCursor(cursor, identity);
  const { page, skip } = at && 'page' in at ? at : { page: args.pageNumber ?? 1, skip: 0 };
  const pageSize = args.pageSize ?? DEFAULT_PAGE_SIZE;

  const { Result, Pagination } = await caspio.request({
    method: 'GET',
    path,
    query: { ...args, pageNumber: page, pageSize },
    answer: records,
  });
  const rows = Result.slice(skip);
  const total = Pagination?.TotalCount;
  const isLast = Result.length < pageSize || (total !== undefined && page * pageSize >= total);
  return {
    rows,
    total_count: total,
    cursorAfter(count) {
      if (count < rows.length) return writeCursor({ page, skip: skip + count }, identity);
      return isLast ? undefined : writeCursor({ page: page + 1, skip: 0 }, identity);
    },
  };
}
