import { quoted, type SqlValue } from './database.js';
import type { Column, Relation } from './sql/types.js';
import type { Store } from './store.js';

/** A record as the API shows it. */
export type Row = Record<string, unknown>;

/** The rows whose column `key` holds one of these PK_IDs, in their order, straight from the database. */
export function rowsByKey(
  { database }: Store,
  relation: Relation,
  key: string,
  keys: readonly number[],
): Row[] {
  const columns = relation.columns.map(({ name }) => quoted(name)).join(', ');
  const rows = database.rows(
    `SELECT ${columns} FROM ${relation.source} AS ${quoted(relation.name)}
     WHERE ${quoted(key)} IN (SELECT value FROM json_each(?)) ORDER BY ${quoted(key)}`,
    [JSON.stringify(keys)],
  );
  return rows.map((row) => readRow(relation.columns, row));
}

/** The row that stored values stand for. */
export function readRow(columns: readonly Column[], values: readonly SqlValue[]): Row {
  const row: Row = {};
  columns.forEach(({ name, kind }, index) => {
    row[name] = readValue(kind, values[index] ?? null);
  });
  return row;
}

function readValue(kind: Column['kind'], value: SqlValue): unknown {
  if (value === null) return null;
  if (kind === 'boolean') return value !== 0;
  return kind === 'list' ? JSON.parse(String(value)) : value;
}
