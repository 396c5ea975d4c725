import { badArgument } from '../../../src/caspio/errors.js';
import { type Row, rowList } from '../../../src/caspio/shapes.js';
import type { Columns } from '../../../src/schema/columns.js';
import type { ToolContext } from '../../../src/tool.js';
import type { Source } from '../../source.js';
import { SIDE_BY_SIDE, sideBySide } from '../pool.js';
import { batchesOf, conditionOf, nameInSql, roomFor } from './condition.js';
import { type Entry, idOf } from './entries.js';

/** The records that are there already, found by the keys of entries, many with one Caspio call. */
export interface Lookups {
  /** Caspio calls that the whole takes. */
  readonly calls: number;
  /** Whether it is known what is there for all entries up to this one. */
  covers(index: number): boolean;
  /** Looks up the next ones. Rejects with a Failure. */
  more(): Promise<void>;
  /** Looks up all. Rejects with a Failure, also where the call has no time for it. */
  all(): Promise<void>;
  /** Looks these up anew. Rejects with a Failure. */
  again(entries: readonly Entry[]): Promise<void>;
  of(entry: Entry): readonly Row[];
}

/** The most that Caspio gives in one call. Facts: query parameters. */
const MOST_ROWS = 1_000;
/** A select that takes more of the address than this is left out: all fields come then. */
const LONGEST_SELECT = 700;
/** No look-up is begun with less time than this. */
const LOOKUP_MS = 5_000;

/** The select of look-ups: the key, and what would be written. */
function selectOf({ columns, key }: Columns): string | undefined {
  const written = columns.filter(({ updates, isKey }) => updates && !isKey).map(({ field }) => field);
  const names = [...new Set(['PK_ID', ...[...key, ...written].map(nameInSql)])];
  const select = names.join(', ');
  return encodeURIComponent(select).length > LONGEST_SELECT ? undefined : select;
}

export const roomOf = (source: Source, columns: Columns) => roomFor(source.records.path, selectOf(columns));

export function createLookups(
  entries: readonly Entry[],
  source: Source,
  columns: Columns,
  { caspio, leftMs, progress }: ToolContext,
): Lookups {
  const { key } = columns;
  const select = selectOf(columns);
  const room = roomOf(source, columns);
  const batches = key.length === 0 ? [] : batchesOf(entries, key, room);
  const found = new Map<string, Row[]>();
  let next = 0;
  let pending: Promise<void> | undefined;

  async function look(batch: readonly Entry[]): Promise<void> {
    const { Result } = await caspio.request({
      method: 'GET',
      path: source.records.path,
      query: {
        'q.select': select,
        'q.where': conditionOf(batch, key),
        'q.orderBy': 'PK_ID',
        'q.limit': MOST_ROWS,
      },
      answer: rowList,
    });
    const [only] = batch;
    if (batch.length === 1 && only?.key) {
      found.set(only.key.id, [...Result]);
      return;
    }
    const byId = new Map(batch.flatMap((entry) => (entry.key ? [[entry.key.id, [] as Row[]] as const] : [])));
    let strays = 0;
    for (const row of Result) {
      const rows = byId.get(
        idOf(
          key,
          key.map(({ Name }) => row[Name]),
        ),
      );
      if (rows) rows.push(row);
      else strays += 1;
    }
    // SQL Server takes more for equal than we do (ß and ss); and a full answer may lack some. One key alone is certain.
    if (strays > 0 || Result.length >= MOST_ROWS) {
      const middle = Math.ceil(batch.length / 2);
      await look(batch.slice(0, middle));
      await look(batch.slice(middle));
      return;
    }
    for (const [id, rows] of byId) found.set(id, rows);
  }

  const block = async () => {
    const taken = batches.slice(next, next + SIDE_BY_SIDE);
    await sideBySide(taken, ({ entries }) => look(entries));
    next += taken.length;
  };

  return {
    calls: batches.length,
    covers: (index) => next >= batches.length || index < (batches[next - 1]?.until ?? 0),
    more() {
      pending ??= block().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    async all() {
      let done = next;
      await sideBySide(batches.slice(next), async ({ entries }) => {
        if (leftMs() < LOOKUP_MS) throw noTime(batches.length);
        await look(entries);
        done += 1;
        progress(done, undefined, `${done} of ${batches.length} look-ups done, nothing written yet`);
      });
      next = batches.length;
    },
    async again(some) {
      await sideBySide(batchesOf(some, key, room), ({ entries }) => look(entries));
    },
    of: (entry) => (entry.key && found.get(entry.key.id)) ?? [],
  };
}

const noTime = (calls: number) =>
  badArgument(
    'records or File',
    `has so many rows that the ${calls} look-ups before the first write take longer than a call may`,
    'Split it; or use an import task of Caspio. Nothing was written.',
  );
