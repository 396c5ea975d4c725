import { quoted, type SqlValue } from './database.js';
import { type Row, rowsByKey } from './rows.js';
import type { Store } from './store.js';
import { KEY, type Table, tableRelation } from './table.js';

export type ChangeType = 'insert' | 'update' | 'delete';

/** One record of a change: as it is now or, when it was deleted, as it was. */
export interface ChangedRecord {
  readonly row: Row;
  /** The fields whose values differ now, by name; none but for an update. */
  readonly changed: readonly string[];
}

/** Who wants to know of records that the API changed. Called within the request, so it must not linger. */
export interface ChangeListener {
  /** Only changes of interest are worked out. */
  watches(type: ChangeType, table: Table): boolean;
  changed(type: ChangeType, table: Table, records: readonly ChangedRecord[]): void;
}

/** Tells of records that have just come, or are just about to go. */
export function tell(store: Store, type: 'insert' | 'delete', table: Table, keys: readonly number[]): void {
  const listeners = listening(store, type, table);
  if (listeners.length === 0 || keys.length === 0) return;
  const rows = rowsByKey(store, tableRelation(table), KEY.name, keys);
  const records = rows.map((row) => ({ row, changed: [] }));
  for (const listener of listeners) listener.changed(type, table, records);
}

/**
 * Runs an update and tells of the records in which a value really changed. A time stamp does not count: it follows
 * every write (our choice).
 */
export function tellUpdate(store: Store, table: Table, keys: readonly number[], update: () => void): void {
  const listeners = listening(store, 'update', table);
  if (listeners.length === 0) {
    update();
    return;
  }
  const before = storedValues(store, table, keys);
  update();
  const after = storedValues(store, table, keys);
  const rows = rowsByKey(store, tableRelation(table), KEY.name, keys);
  const records = rows.flatMap((row, at) => {
    const differs = (_: unknown, column: number) => before[at]?.[column] !== after[at]?.[column];
    const changed = table.fields.filter(differs).filter(({ type }) => type !== 'TIMESTAMP');
    return changed.length === 0 ? [] : [{ row, changed: changed.map(({ name }) => name) }];
  });
  if (records.length > 0) for (const listener of listeners) listener.changed('update', table, records);
}

const listening = (store: Store, type: ChangeType, table: Table) =>
  [...store.listeners].filter((listener) => listener.watches(type, table));

/** By PK_ID, as `rowsByKey`; with passwords. */
function storedValues({ database }: Store, table: Table, keys: readonly number[]): SqlValue[][] {
  const columns = table.fields.map(({ name }) => quoted(name)).join(', ');
  return database.rows(
    `SELECT ${columns} FROM ${quoted(table.name)} WHERE "PK_ID" IN (SELECT value FROM json_each(?)) ORDER BY "PK_ID"`,
    [JSON.stringify(keys)],
  );
}
