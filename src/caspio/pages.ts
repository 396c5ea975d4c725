import { withoutEnd } from '../sql/clause.js';
import type { Caspio } from './client.js';
import { checkCondition, checkSendable } from './condition.js';
import { type Position, readCursor, writeCursor } from './cursor.js';
import { lacksKey, type Plan, planOf } from './order.js';
import { pageOf, withoutKey } from './page.js';
import type { Path } from './path.js';
import type { Query } from './query.js';
import { counted, type Row, records } from './shapes.js';

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

/** Where records are read from. A view's PK_ID is text, which has no order to go by; so views go by pages. */
export interface RecordsOf {
  readonly path: Path;
  /** The field that no two records share. */
  readonly key: string;
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
/** The most that Caspio gives in one call. Facts: query parameters. */
export const MAX_ROWS = 1_000;

/** What the condition of a later page has more than that of the first, percent-encoded: `(…\n) AND PK_ID > n`. */
const CURSOR_ROOM = 60;

/** Reads one page and says how to go on. Costs one Caspio call. Throws a Failure. */
export async function readPage(caspio: Caspio, source: RecordsOf, given: ReadArguments): Promise<Page> {
  const args = { ...given, ...clauses(given) };
  checkCondition(args['q.where']);
  const identity = [source.path, ...READ_PARAMETERS.map((name) => args[name] ?? null)];
  const at = args.cursor === undefined ? undefined : readCursor(args.cursor, identity);

  const plan = planOf(source, args);
  const addsKey = lacksKey(plan, args, source.key);
  const query = queryFor(plan, addsKey ? source.key : undefined, args, at);
  const room = plan.by === 'key' && !at ? CURSOR_ROOM : 0;
  const answer = await caspio.request({ method: 'GET', path: source.path, query, room, answer: records });

  const total = answer.Pagination?.TotalCount;
  const page = pageOf(answer.Result, total, source.key, plan, query, at);
  return {
    rows: addsKey ? page.rows.map((row) => withoutKey(row, source.key)) : page.rows,
    total_count: total,
    note: page.note,
    cursorAfter(count) {
      const next = page.positionAfter(count);
      return next && writeCursor(next, identity);
    },
  };
}

/** How many records a condition matches (all without one), and the first five. Costs one Caspio call. */
export async function countMatches(caspio: Caspio, source: RecordsOf, where: string | undefined) {
  const answer = await caspio.request({
    method: 'GET',
    path: source.path,
    query: { 'q.where': where, 'q.orderBy': source.key, 'q.pageSize': 5, 'q.getPaginationInfo': true },
    answer: counted,
  });
  // What was seen weighs more than what was said.
  return { count: Math.max(answer.Pagination.TotalCount, answer.Result.length), sample: answer.Result };
}

/** The clauses as they are sent: blank ones left out, and no semicolon where a later page would add to them. */
export function clauses(args: ReadArguments): ReadArguments {
  const names = ['q.select', 'q.where', 'q.groupBy', 'q.orderBy'] as const;
  for (const name of names) checkSendable(args[name], name);
  return Object.fromEntries(names.map((name) => [name, withoutEnd(args[name])]));
}

function queryFor(
  plan: Plan,
  addedKey: string | undefined,
  args: ReadArguments,
  at: Position | undefined,
): Query {
  const asked: Query = {
    ...Object.fromEntries(READ_PARAMETERS.map((name) => [name, args[name]])),
    'q.select': addedKey ? `${args['q.select']}\n, ${addedKey}` : args['q.select'],
  };
  const pageSize = args['q.pageSize'] ?? DEFAULT_PAGE_SIZE;
  switch (plan.by) {
    case 'nothing':
      // There is no second page; so as much as Caspio gives in one.
      return (args['q.pageNumber'] ?? args['q.pageSize'])
        ? asked
        : { ...asked, 'q.limit': args['q.limit'] ?? MAX_ROWS };
    case 'limit':
      return { ...asked, 'q.orderBy': plan.order };
    case 'key':
      return {
        ...asked,
        'q.where': at && 'key' in at ? after(at.key, args['q.where']) : args['q.where'],
        'q.orderBy': 'PK_ID',
        'q.pageSize': pageSize,
        // Behind a key Caspio would count only the rest.
        'q.getPaginationInfo': at ? undefined : (args['q.getPaginationInfo'] ?? true),
      };
    case 'page':
      return {
        ...asked,
        'q.orderBy': plan.order,
        'q.pageNumber': at && 'page' in at ? at.page : (args['q.pageNumber'] ?? 1),
        'q.pageSize': args['q.pageNumber'] === undefined ? pageSize : args['q.pageSize'],
        // Every time: a changed total is the only sign of rows that moved between pages.
        'q.getPaginationInfo': args['q.getPaginationInfo'] ?? true,
      };
  }
}

/** The line break ends a comment at the end of the caller's condition. */
function after(key: number, where: string | undefined): string {
  return where ? `(${where}\n) AND PK_ID > ${key}` : `PK_ID > ${key}`;
}
