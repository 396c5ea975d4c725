import { volatileFunction } from '../sql/clause.js';
import { groupedOrder, isDistinct, isPerRecord, keyedOrder, shows } from '../sql/list.js';
import type { ReadArguments, RecordsOf } from './pages.js';

/** How a read goes from one page to the next. */
export type Plan =
  /** By the numeric key: the next page asks for what is above the last one. */
  | { readonly by: 'key' }
  /** By page number in an order that ends in a unique key; `limit` is one page of the caller's own size. */
  | { readonly by: 'page' | 'limit'; readonly order: string }
  /** What is read allows no lasting order (aggregates, DISTINCT, NEWID), so there is no safe second page. */
  | { readonly by: 'nothing' };

/**
 * Caspio pages an unordered query in arbitrary order, so rows repeat and go missing. Hence every read that can span
 * pages gets an order that ends in a unique key, unless what it selects makes that illegal.
 * Facts: query parameters; "size of the damage without order".
 */
export function planOf(source: RecordsOf, args: ReadArguments): Plan {
  const { 'q.groupBy': groupBy, 'q.orderBy': own, 'q.select': select } = args;
  const paging = args['q.limit'] === undefined ? 'page' : 'limit';
  if ([own, args['q.where'], groupBy].some((clause) => clause && volatileFunction(clause)))
    return { by: 'nothing' };
  if (groupBy) {
    const order = select && isDistinct(select) ? undefined : groupedOrder(groupBy, own, select ?? '');
    return order === undefined ? { by: 'nothing' } : { by: paging, order };
  }
  if (select && !isPerRecord(select)) return { by: 'nothing' };
  if (own) return { by: paging, order: keyedOrder(own, source.key) };
  if (source.keyIsNumber && paging === 'page' && args['q.pageNumber'] === undefined) return { by: 'key' };
  return { by: paging, order: source.key };
}

/** Whether the read needs the key to find its way, but the caller did not select it. */
export function lacksKey(plan: Plan, args: ReadArguments, key: string): boolean {
  const select = args['q.select'];
  return plan.by !== 'nothing' && !args['q.groupBy'] && select !== undefined && !shows(select, key);
}
