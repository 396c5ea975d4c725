import { isPerRecord, orderNames, plainNames, shows, startsWithWord } from '../sql.js';
import type { ReadArguments, RecordsOf } from './pages.js';

/** How a read goes from one page to the next. */
export type Plan =
  /** By the numeric key: the next page asks for what is above the last one. */
  | { readonly by: 'key' }
  /** By page number in an order that ends in a unique key; `limit` is one page of the caller's own size. */
  | { readonly by: 'page' | 'limit'; readonly order: string }
  /** The selection (aggregates, DISTINCT) allows no order of ours, so there is no safe second page. */
  | { readonly by: 'nothing' };

/**
 * Caspio pages an unordered query in arbitrary order, so rows repeat and go missing. Hence every read that can span
 * pages gets an order that ends in a unique key, unless what it selects makes that illegal.
 * Facts: query parameters; "size of the damage without order".
 */
export function planOf(source: RecordsOf, args: ReadArguments): Plan {
  const groupBy = args['q.groupBy'];
  const own = args['q.orderBy'];
  const select = args['q.select'];
  const paging = args['q.limit'] === undefined ? 'page' : 'limit';
  if (groupBy) {
    if (select && startsWithWord(select, 'DISTINCT')) return { by: 'nothing' };
    return { by: paging, order: own ? extend(own, plainNames(groupBy) ?? []) : groupBy };
  }
  if (select && !isPerRecord(select)) return { by: 'nothing' };
  if (own) return { by: paging, order: extend(own, [source.key]) };
  if (source.keyIsNumber && paging === 'page' && args['q.pageNumber'] === undefined) return { by: 'key' };
  return { by: paging, order: source.key };
}

/** Whether the read needs the key to find its way, but the caller did not select it. */
export function lacksKey(plan: Plan, args: ReadArguments, key: string): boolean {
  const select = args['q.select'];
  return plan.by !== 'nothing' && !args['q.groupBy'] && select !== undefined && !shows(select, key);
}

/** The caller's order, made unique by the names that it does not sort by yet. The line break ends a comment. */
function extend(own: string, names: readonly string[]): string {
  const sorted = new Set(orderNames(own).map((name) => name.toUpperCase()));
  return [own, ...names.filter((name) => !sorted.has(name.toUpperCase()))].join('\n, ');
}
