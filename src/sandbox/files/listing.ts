import { incorrectQuery } from '../errors.js';
import { ok, type Reply } from '../http.js';
import type { Query } from '../query.js';

/** What a list can be sorted by, under the API's names; `Name` also orders what is equal. */
type SortFields<Item> = Readonly<Record<string, (item: Item) => string | number>> & {
  readonly Name: (item: Item) => string;
};

const collator = new Intl.Collator('en', { sensitivity: 'accent' });

/**
 * One page of folders or files, always with `Pagination`; the parameters have no `q.` before them (Caspio REST v3
 * facts, section 2.1). Throws 400 `IncorrectQueryParameter`.
 */
export function listPage<Item>(
  query: Query,
  items: readonly Item[],
  sortFields: SortFields<Item>,
  describe: (item: Item) => object,
): Reply {
  const number = query.integer('pageNumber', 1) ?? 1;
  const size = query.integer('pageSize', 5, 1000) ?? 25;
  const direction = query.flag('sortDescending') ? -1 : 1;
  const value = sortField(sortFields, query.text('sortField') ?? 'Name');
  const sorted = items.toSorted(
    (a, b) => direction * (compare(value(a), value(b)) || compare(sortFields.Name(a), sortFields.Name(b))),
  );
  return ok({
    Result: sorted.slice((number - 1) * size, number * size).map(describe),
    Pagination: { TotalCount: items.length, PageNumber: number, PageSize: size },
  });
}

function sortField<Item>(sortFields: SortFields<Item>, wanted: string) {
  const found = Object.entries(sortFields).find(([name]) => name.toLowerCase() === wanted.toLowerCase());
  if (!found) throw incorrectQuery();
  return found[1];
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
}
