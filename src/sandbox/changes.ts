import { quoted, type SqlValue } from './database.js';
import { tell, tellUpdate } from './feed.js';
import type { Store } from './store.js';
import { type Field, fieldType, type Table } from './table.js';
import { checkBlank, uniquely } from './unique.js';

/** The values of one write by field, in stored form. */
export type Values = ReadonlyMap<Field, SqlValue>;

/*
 * Every change of a record made through the API passes one of the three functions below. They keep automatic
 * values and uniqueness and tell those who listen; what a caller may write was settled before.
 */

/** Adds a record and gives its PK_ID. Throws 400 `SqlServerError` on a duplicate or blank unique value. */
export function insertRecord(store: Store, table: Table, given: Values): number {
  const fields = table.fields.filter((field) => field.formula === undefined);
  const values = fields.map((field) => given.get(field) ?? initialValue(field, given.has(field)));
  fields.forEach((field, index) => {
    checkBlank(field, values[index] ?? null);
  });
  const columns = fields.map((field) => quoted(field.name)).join(', ');
  const marks = fields.map(() => '?').join(', ');
  const content = fields.length > 0 ? `(${columns}) VALUES (${marks})` : 'DEFAULT VALUES';
  const [row] = uniquely(() =>
    store.database.rows(`INSERT INTO ${quoted(table.name)} ${content} RETURNING "PK_ID"`, values),
  );
  const key = Number(row?.[0]);
  tell(store, 'insert', table, [key]);
  return key;
}

/** Changes the records with these PK_IDs, all or none, and gives their number. Throws as `insertRecord`. */
export function updateRecords(store: Store, table: Table, keys: readonly number[], given: Values): number {
  if (keys.length === 0) return 0;
  const values = new Map(given);
  for (const field of table.fields) {
    const automatic = field.formula === undefined ? fieldType(field).onUpdate?.(field.options) : undefined;
    if (automatic !== undefined) values.set(field, automatic);
  }
  for (const [field, value] of values) checkBlank(field, value);
  const assignments = [...values.keys()].map((field) => `${quoted(field.name)} = ?`).join(', ');
  const sql = `UPDATE ${quoted(table.name)} SET ${assignments} WHERE ${KEY_IN}`;
  tellUpdate(store, table, keys, () => {
    uniquely(() => store.database.run(sql, [...values.values(), JSON.stringify(keys)]));
  });
  return keys.length;
}

/** Removes the records with these PK_IDs, attachments and all, and gives their number. */
export function deleteRecords(store: Store, table: Table, keys: readonly number[]): number {
  tell(store, 'delete', table, keys);
  store.database.run(`DELETE FROM ${quoted(table.name)} WHERE ${KEY_IN}`, [JSON.stringify(keys)]);
  store.attachments.removeRecords(table, keys);
  return keys.length;
}

const KEY_IN = '"PK_ID" IN (SELECT value FROM json_each(?))';

function initialValue(field: Field, sentNull: boolean): SqlValue {
  const { onInsert, blank } = fieldType(field);
  return sentNull ? null : (onInsert?.(field.options, field.counter) ?? blank);
}
