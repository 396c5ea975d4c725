import type { Caspio } from './client.js';
import { checkCondition } from './condition.js';
import { lacksKey } from './order.js';
import { keyOf, withoutKey } from './page.js';
import { clauses, MAX_ROWS, type ReadArguments, type RecordsOf } from './pages.js';
import { type Row, records, rowList } from './shapes.js';

/** How many records match, and between which keys they lie. */
export interface Extent {
  readonly count: number;
  readonly lowest: number;
  readonly highest: number;
}

/** What a range adds to a condition at most, percent-encoded. */
const RANGE_ROOM = 140;

/** A read of records by ranges of a numeric key. */
export interface Keyed {
  /** Undefined where Caspio's answer is none: then only pages are left. One Caspio call. */
  extent(): Promise<Extent | undefined>;
  /** How many match up to a key now; undefined where Caspio's answer is none. One Caspio call. */
  countUpTo(upTo: number): Promise<number | undefined>;
  /** The first thousand records above `after` up to `upTo`, by key. One Caspio call. */
  range(after: number, upTo: number): Promise<readonly Row[]>;
  readonly keyOf: (row: Row) => number;
  /** The record as the caller asked for it. */
  readonly shown: (row: Row) => Row;
}

/** Throws a Failure for clauses that cannot be sent, or not with a range. */
export function keyed(caspio: Caspio, source: RecordsOf, given: ReadArguments): Keyed {
  const { path, key } = source;
  const { 'q.select': select, 'q.where': where } = clauses(given);
  checkCondition(where);
  const addsKey = lacksKey({ by: 'key' }, { 'q.select': select }, key);
  // The line breaks end comments of the caller's.
  const columns = addsKey ? `${select}\n, ${key}` : select;
  const within = (range: string) => (where ? `(${where}\n) AND ${range}` : range);

  return {
    async extent() {
      const { Result } = await caspio.request({
        method: 'GET',
        path,
        query: {
          'q.select': `COUNT(*) AS matches, MIN(${key}) AS lowest, MAX(${key}) AS highest`,
          'q.where': where,
        },
        // Better refused now than after the first call.
        room: RANGE_ROOM + encodeURIComponent(columns ?? '').length,
        answer: rowList,
      });
      const [row = {}] = Result;
      const [count, lowest, highest] = [row.matches, row.lowest ?? 0, row.highest ?? 0].map(Number);
      const found = { count, lowest, highest };
      return row.matches !== undefined && isExtent(found) ? found : undefined;
    },
    async countUpTo(upTo) {
      const { Result } = await caspio.request({
        method: 'GET',
        path,
        query: { 'q.select': 'COUNT(*) AS matches', 'q.where': within(`${key} <= ${upTo}`) },
        answer: rowList,
      });
      const count = Number(Result[0]?.matches ?? Number.NaN);
      return Number.isSafeInteger(count) ? count : undefined;
    },
    async range(after, upTo) {
      const { Result } = await caspio.request({
        method: 'GET',
        path,
        query: {
          'q.select': columns,
          'q.where': within(`${key} > ${after} AND ${key} <= ${upTo}`),
          'q.orderBy': key,
          'q.pageSize': MAX_ROWS,
        },
        answer: records,
      });
      return Result;
    },
    keyOf: (row) => Number(keyOf(row, key) ?? Number.NaN),
    shown: (row) => (addsKey ? withoutKey(row, key) : row),
  };
}

/** Keys beyond 2^53 cannot be reckoned with. */
const isExtent = (found: { readonly [Part in keyof Extent]: number | undefined }): found is Extent =>
  [found.count, found.lowest, found.highest].every(Number.isSafeInteger);
