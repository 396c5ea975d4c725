import { adviceOn } from './condition.js';
import type { Position } from './cursor.js';
import type { Plan } from './order.js';
import type { Query } from './query.js';
import type { Row } from './shapes.js';

/** Caspio's own page size when only a page number is sent. Facts: query parameters. */
const CASPIO_PAGE_SIZE = 25;

/** What Caspio gave, without what was given before, and the position behind each row. */
export function pageOf(
  all: readonly Row[],
  total: number | undefined,
  keyName: string,
  plan: Plan,
  query: Query,
  at: Position | undefined,
) {
  const size = Number(query['q.limit'] ?? query['q.pageSize'] ?? CASPIO_PAGE_SIZE);
  const number = Number(query['q.pageNumber'] ?? 1);
  const whole = total !== undefined && (number - 1) * size + all.length >= total;
  const full = all.length >= size && !whole;
  const rows = fresh(all, keyName, at);
  const where = query['q.where'] === undefined ? undefined : String(query['q.where']);

  const positionAfter = (count: number): Position | undefined => {
    const row = rows[count - 1];
    const key = row && keyOf(row, keyName);
    const atEnd = count >= rows.length;
    if (plan.by === 'nothing' || (atEnd && (!full || plan.by === 'limit'))) return undefined;
    if (plan.by === 'key')
      return Number.isSafeInteger(Number(key ?? undefined)) ? { key: Number(key) } : undefined;
    const next = atEnd
      ? { page: number + 1, skip: 0 }
      : { page: number, skip: row ? all.indexOf(row) + 1 : 0 };
    return { ...next, last: key, total };
  };

  const totalBefore = at && 'page' in at ? at.total : undefined;
  const moved = totalBefore !== undefined && total !== undefined && totalBefore !== total;
  const said = [
    all.length === 0 && where !== undefined && adviceOn(where),
    moved &&
      `The number of matches went from ${totalBefore} to ${total} while reading: some may be missing or come twice.`,
    full && plan.by === 'limit' && 'q.limit is reached: more records may match.',
    full && plan.by !== 'limit' && !positionAfter(rows.length) && NO_CURSOR,
  ].filter(Boolean);
  return { rows, positionAfter, note: said.length > 0 ? said.join(' ') : undefined };
}

const NO_CURSOR =
  'This may be a part: as many rows came as one call gives, and DISTINCT and aggregates have no cursor. q.groupBy has one, and narrows.';

/** Leaves out what an earlier answer gave, and rows that Caspio repeats. A repeat is harmless, a loss is not. */
function fresh(all: readonly Row[], keyName: string, at: Position | undefined): readonly Row[] {
  const last = at && 'page' in at ? at.last : undefined;
  const skip = at && 'page' in at ? at.skip : 0;
  const lastIndex = last === undefined ? -1 : all.findIndex((row) => keyOf(row, keyName) === last);
  // Within a page the last row given tells best where to go on; of the page before, it may only have slipped over.
  const from = skip > 0 ? (lastIndex >= 0 ? lastIndex + 1 : skip) : 0;
  const seen = new Set(last === undefined ? [] : [last]);
  return all.slice(from).filter((row) => {
    const key = keyOf(row, keyName);
    const isNew = key === undefined || !seen.has(key);
    if (key !== undefined) seen.add(key);
    return isNew;
  });
}

/** The key of a record, as a text. */
export function keyOf(row: Row, keyName: string): string | undefined {
  const value = row[keyName] ?? Object.entries(row).find(([name]) => sameName(name, keyName))?.[1];
  return value === undefined || value === null ? undefined : String(value);
}

export function withoutKey(row: Row, keyName: string): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !sameName(name, keyName)));
}

/** Names ignore case, and come back in the spelling they were asked for. */
const sameName = (name: string, other: string) => name.toUpperCase() === other.toUpperCase();
