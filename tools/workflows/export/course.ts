import type { Caspio } from '../../../src/caspio/client.js';
import { badArgument } from '../../../src/caspio/errors.js';
import { type Keyed, keyed } from '../../../src/caspio/keyed.js';
import { planOf } from '../../../src/caspio/order.js';
import { clauses, MAX_ROWS, type RecordsOf, readPage } from '../../../src/caspio/pages.js';
import { scan } from '../../../src/caspio/scan.js';
import type { Row } from '../../../src/caspio/shapes.js';
import { pagesFor } from '../../../src/caspio/spread.js';
import { volatileFunction } from '../../../src/sql/clause.js';
import { isPerRecord } from '../../../src/sql/list.js';
import type { Place, Progress } from './cursor.js';

/** What an export reads. */
export interface Query {
  readonly 'q.select'?: string | undefined;
  readonly 'q.where'?: string | undefined;
  readonly 'q.orderBy'?: string | undefined;
}

/** How long an export may go on, and how far ahead of its writer. */
export interface Pace {
  readonly mayRead: () => boolean;
  readonly mayWait: () => boolean;
  readonly mostHeld: () => number;
}

/** Some records, and where to go on behind them; nowhere at the end. */
export interface Portion {
  readonly rows: readonly Row[];
  readonly next: Place | undefined;
}

/** The way through the records of an export. */
export interface Course {
  /** How many records match: at the start, and as far as it was seen later. */
  readonly total: number;
  /** Calls that are still to be made, about. */
  readonly calls: number;
  /** In order. Ends early when the pace says so. */
  portions(pace: Pace): AsyncGenerator<Portion, void, undefined>;
  /** Counts again, where that takes a call; undefined where the one count cannot have changed. */
  readonly recount: (() => Promise<number | undefined>) | undefined;
  /** How many match now of those that it was to read, where that can be told. Costs one call. */
  readonly countOwn: (() => Promise<number | undefined>) | undefined;
  /** How many matched when that was last told. */
  lastTotal(): number;
  /** Whether records that come or go meanwhile can make others be missing or come twice. */
  readonly isShaky: boolean;
}

/** Throws a Failure for a query that is not of whole records. */
export function checkQuery(given: Query): void {
  const query = clauses(given);
  const { 'q.select': select } = query;
  if (select !== undefined && !isPerRecord(select))
    throw badArgument(
      'q.select',
      'holds an aggregate, DISTINCT or TOP, and an export is of records',
      NO_GROUPS,
    );
  for (const name of ['q.where', 'q.orderBy', 'q.select'] as const) {
    const random = volatileFunction(query[name] ?? '');
    if (random) throw badArgument(name, `${random} gives another value each time`, 'Leave it out.');
  }
}

const NO_GROUPS = 'Use list_all_caspio_records with q.groupBy, or caspio_records_aggregate.';

/** By ranges of the key where there is one and no other order is wanted; else by pages. Costs one call at the start. */
export async function courseOf(
  caspio: Caspio,
  source: RecordsOf,
  query: Query,
  from: Progress | undefined,
): Promise<Course> {
  if (typeof from?.at === 'string') return byPages(caspio, source, query, from.at, from);
  if (planOf(source, clauses(query)).by !== 'key') return byPages(caspio, source, query, undefined, from);
  const read = keyed(caspio, source, query);
  if (from !== undefined) return byKey(read, from.at, from.total, from.total - from.rows, true);
  const extent = await read.extent();
  if (!extent) return byPages(caspio, source, query, undefined, from);
  const { count, lowest, highest } = extent;
  // Of what is added from now on nothing is read.
  return byKey(read, { after: lowest - 1, upTo: highest }, count, count, false);
}

function byKey(
  read: Keyed,
  { after, upTo }: Exclude<Place, string>,
  total: number,
  left: number,
  isLater: boolean,
): Course {
  const expected = Math.max(0, left);
  const pages = total === 0 ? 0 : Math.max(1, pagesFor({ rows: expected, keys: upTo - after }));
  const recounts = pages > 1 || isLater;
  let lastTotal = total;
  return {
    total,
    calls: pages + (recounts ? 1 : 0),
    async *portions(pace) {
      if (total === 0) return;
      const parts = { after, upTo, expected, read: read.range, keyOf: read.keyOf, ...pace };
      for await (const { rows, upTo: reached } of scan(parts)) {
        const next = reached < upTo ? { after: reached, upTo } : undefined;
        yield { rows: rows.map(read.shown), next };
      }
    },
    recount: recounts
      ? async () => {
          lastTotal = (await read.extent())?.count ?? lastTotal;
          return lastTotal;
        }
      : undefined,
    countOwn: () => read.countUpTo(upTo),
    lastTotal: () => lastTotal,
    isShaky: false,
  };
}

async function byPages(
  caspio: Caspio,
  source: RecordsOf,
  query: Query,
  start: string | undefined,
  from: Progress | undefined,
): Promise<Course> {
  const page = (cursor: string | undefined) =>
    readPage(caspio, source, { ...query, 'q.pageSize': MAX_ROWS, cursor });
  const first = await page(start);
  const total = from?.total ?? first.total_count ?? first.rows.length;
  let lastTotal = first.total_count ?? total;
  return {
    total,
    calls: Math.max(0, Math.ceil((total - (from?.rows ?? 0)) / MAX_ROWS) - 1),
    async *portions({ mayRead }) {
      for (let now = first; ; ) {
        const next = now.cursorAfter(now.rows.length);
        yield { rows: now.rows, next };
        if (next === undefined || !mayRead()) return;
        now = await page(next);
        lastTotal = now.total_count ?? lastTotal;
      }
    },
    recount: undefined,
    countOwn: undefined,
    lastTotal: () => lastTotal,
    isShaky: true,
  };
}
