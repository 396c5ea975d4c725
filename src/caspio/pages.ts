import { hasWord, imbalance, orderNames, plainNames } from '../sql.js';
import type { Caspio } from './client.js';
import { type Position, readCursor, writeCursor } from './cursor.js';
import { badArgument } from './errors.js';
import type { Path } from './path.js';
import type { Query } from './query.js';
import { counted, type Row, records } from './shapes.js';

/**
 * Complete, ordered reads. Caspio pages an unordered query in arbitrary order, so rows repeat and go missing
 * (facts: conventions, and "size of the damage without order"). Hence every read that can span pages gets an order
 * that ends in a unique key, unless what it selects makes that illegal.
 */

export interface ReadArguments {
  readonly 'q.select'?: string | undefined;
  readonly 'q.where'?: string | undefined;
  readonly 'q.groupBy'?: string | undefined;
  readonly 'q.orderBy'?: string | undefined;
  readonly 'q.limit'?: number | undefined;
  readonly 'q.pageNumber'?: number | undefined;
  readonly 'q.pageSize'?: number | undefined;
  readonly 'q.getPaginationInfo'?: boolean | undefined;
  readonly cursor?: string | undefined;
}

const READ_PARAMETERS = [
  'q.select',
  'q.where',
  'q.groupBy',
  'q.orderBy',
  'q.limit',
  'q.pageNumber',
  'q.pageSize',
  'q.getPaginationInfo',
] as const;

/** Where records are read from. A view's PK_ID is text, which has no order to go by; so views go by pages. */
export interface RecordsOf {
  readonly path: Path;
  readonly keyIsNumber: boolean;
}

export interface Page {
  readonly rows: readonly Row[];
  readonly total_count?: number | undefined;
  readonly note?: string | undefined;
  /** Where to go on after the first `count` rows; undefined at the end, and where no order makes it safe. */
  readonly cursorAfter: (count: number) => string | undefined;
}

/** Rows of a page where the caller names no size: a round number that fits an answer. */
const DEFAULT_PAGE_SIZE = 100;
/** Caspio's own page size when only a page number is sent, and its upper limit. Facts: query parameters. */
const CASPIO_PAGE_SIZE = 25;
const MAX_ROWS = 1_000;

type Plan =
  | { readonly by: 'key' }
  | { readonly by: 'page' | 'limit'; readonly order: string }
  | { readonly by: 'nothing' };

/** Reads one page and says how to go on. Costs one Caspio call. Throws a Failure. */
export async function readPage(caspio: Caspio, source: RecordsOf, args: ReadArguments): Promise<Page> {
  checkCondition(args['q.where']);
  const identity = [source.path, ...READ_PARAMETERS.map((name) => args[name] ?? null)];
  const position = args.cursor === undefined ? undefined : readCursor(args.cursor, identity);

  const plan = planOf(source, args);
  const addsKey = plan.by !== 'nothing' && selectsWithoutKey(args);
  const query = queryFor(plan, args, position, addsKey);
  const answer = await caspio.request({ method: 'GET', path: source.path, query, answer: records });

  const total = answer.Pagination?.TotalCount;
  const size = Number(query['q.limit'] ?? query['q.pageSize'] ?? CASPIO_PAGE_SIZE);
  const full = answer.Result.length >= size && !isWhole(answer.Result.length, total, query);
  const { rows, repeated } = fresh(answer.Result, position);

  const goOnAfter = (count: number): Position | undefined => {
    const row = rows[count - 1];
    const atEnd = count >= rows.length;
    if (row === undefined || plan.by === 'nothing') return undefined;
    if (plan.by === 'key') {
      const key = Number(keyOf(row));
      return (full || !atEnd) && Number.isSafeInteger(key) ? { key } : undefined;
    }
    const page = pageNumber(query);
    if (!atEnd) return { page, skip: answer.Result.indexOf(row) + 1, last: keyOf(row) };
    return full && plan.by === 'page' ? { page: page + 1, skip: 0, last: keyOf(row) } : undefined;
  };

  return {
    rows: addsKey ? rows.map(withoutKey) : rows,
    total_count: total,
    note: notes(plan, full, repeated),
    cursorAfter(count) {
      const next = goOnAfter(count);
      return next && writeCursor(next, identity);
    },
  };
}

/** How many records a condition matches (all without one), and the first five. Costs one Caspio call. */
export async function countMatches(caspio: Caspio, source: RecordsOf, where: string | undefined) {
  checkCondition(where);
  const answer = await caspio.request({
    method: 'GET',
    path: source.path,
    query: { 'q.where': where, 'q.orderBy': 'PK_ID', 'q.pageSize': 5, 'q.getPaginationInfo': true },
    answer: counted,
  });
  return { count: answer.Pagination.TotalCount, sample: answer.Result };
}

/** Throws a Failure for a condition that would change the meaning of the text around it. */
export function checkCondition(where: string | undefined, argument = 'q.where'): void {
  const problem = where && imbalance(where);
  if (problem) throw badArgument(argument, `${problem}`, 'Balance quotes, brackets and parentheses.');
}

function planOf(source: RecordsOf, args: ReadArguments): Plan {
  const groupBy = args['q.groupBy'];
  const own = args['q.orderBy'];
  const select = args['q.select'] ?? '';
  const paging = args['q.limit'] === undefined ? 'page' : 'limit';
  if (groupBy) {
    if (hasWord(select, 'DISTINCT')) return { by: 'nothing' };
    return { by: paging, order: own ? extend(own, plainNames(groupBy) ?? []) : groupBy };
  }
  if (selectedNames(select) === undefined) return { by: 'nothing' };
  if (own) return { by: paging, order: extend(own, ['PK_ID']) };
  if (source.keyIsNumber && paging === 'page' && args['q.pageNumber'] === undefined) return { by: 'key' };
  return { by: paging, order: 'PK_ID' };
}

function queryFor(plan: Plan, args: ReadArguments, at: Position | undefined, addsKey: boolean): Query {
  const select = args['q.select'] || undefined;
  const common = {
    'q.select': addsKey ? `${select}, PK_ID` : select,
    'q.where': args['q.where'] || undefined,
    'q.groupBy': args['q.groupBy'] || undefined,
    'q.orderBy': args['q.orderBy'] || undefined,
    'q.limit': args['q.limit'],
    'q.pageNumber': args['q.pageNumber'],
    'q.pageSize': args['q.pageSize'],
    'q.getPaginationInfo': args['q.getPaginationInfo'],
  };
  const firstPageCounts = args['q.getPaginationInfo'] ?? (at === undefined || undefined);
  const pageSize = args['q.pageSize'] ?? DEFAULT_PAGE_SIZE;
  switch (plan.by) {
    case 'nothing':
      // Without an order there is no safe second page; so as much as Caspio gives in one.
      return (args['q.pageNumber'] ?? args['q.pageSize'])
        ? common
        : { ...common, 'q.limit': args['q.limit'] ?? MAX_ROWS };
    case 'limit':
      return { ...common, 'q.orderBy': plan.order };
    case 'key':
      return {
        ...common,
        'q.where': at && 'key' in at ? after(at.key, common['q.where']) : common['q.where'],
        'q.orderBy': 'PK_ID',
        'q.pageSize': pageSize,
        'q.getPaginationInfo': firstPageCounts,
      };
    case 'page':
      return {
        ...common,
        'q.orderBy': plan.order,
        'q.pageNumber': at && 'page' in at ? at.page : (args['q.pageNumber'] ?? 1),
        'q.pageSize': args['q.pageNumber'] === undefined ? pageSize : args['q.pageSize'],
        'q.getPaginationInfo': firstPageCounts,
      };
  }
}

/** The line break ends a comment at the end of the caller's condition. */
function after(key: number, where: string | undefined): string {
  return where ? `(${where}\n) AND PK_ID > ${key}` : `PK_ID > ${key}`;
}

/** The caller's order, made unique by the names that it does not sort by yet. */
function extend(own: string, names: readonly string[]): string {
  const sorted = new Set(orderNames(own).map((name) => name?.toUpperCase()));
  return [own, ...names.filter((name) => !sorted.has(name.toUpperCase()))].join(', ');
}

/** The plainly selected names, [] for all fields, undefined for anything more (expressions, aggregates, DISTINCT). */
function selectedNames(select: string): string[] | undefined {
  return /^\s*\*?\s*$/.test(select) ? [] : plainNames(select);
}

function selectsWithoutKey(args: ReadArguments): boolean {
  if (args['q.groupBy']) return false;
  const names = selectedNames(args['q.select'] ?? '') ?? [];
  return names.length > 0 && !names.some((name) => name.toUpperCase() === 'PK_ID');
}

/** Whether the rows up to this page are all there are. */
function isWhole(rows: number, total: number | undefined, query: Query): boolean {
  return total !== undefined && (pageNumber(query) - 1) * Number(query['q.pageSize'] ?? 0) + rows >= total;
}

const pageNumber = (query: Query) => Number(query['q.pageNumber'] ?? 1);

/** Leaves out what earlier pages gave already, and rows that Caspio repeats within the page. */
function fresh(rows: readonly Row[], at: Position | undefined): { rows: readonly Row[]; repeated: number } {
  const given = at && 'page' in at ? Math.max(at.skip, 1 + rows.findIndex((row) => isLast(row, at.last))) : 0;
  const seen = new Set<string>();
  const kept = rows.slice(given).filter((row) => {
    const key = keyOf(row);
    if (key === undefined) return true;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
  const skipped = at && 'page' in at ? at.skip : 0;
  return { rows: kept, repeated: rows.length - skipped - kept.length };
}

const isLast = (row: Row, last: string | undefined) => last !== undefined && keyOf(row) === last;

const keyOf = (row: Row) => (row.PK_ID === undefined || row.PK_ID === null ? undefined : String(row.PK_ID));

function withoutKey({ PK_ID: _, ...row }: Row): Row {
  return row;
}

function notes(plan: Plan, full: boolean, repeated: number): string | undefined {
  const said = [
    repeated > 0 && `${repeated} repeated records were left out; records moved between pages while reading.`,
    full && plan.by === 'limit' && 'q.limit is reached: more records may match.',
    full &&
      plan.by === 'nothing' &&
      'This may be a part: as many rows came as one call gives, and a q.select with expressions, aggregates or DISTINCT has no cursor. Narrow q.where, or group.',
  ].filter((note) => note !== false);
  return said.length > 0 ? said.join(' ') : undefined;
}
