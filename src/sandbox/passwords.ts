import { updateRecords } from './changes.js';
import type { SqlValue } from './database.js';
import { fieldNotFound } from './errors.js';
import { ok, type Reply } from './http.js';
import { requiredWhere } from './query.js';
import { matchingKeys } from './records.js';
import type { Call } from './router.js';
import { tableSource } from './source.js';
import { type Field, findField, type Table } from './table.js';

export const passwordFields = (table: Table): Field[] =>
  table.fields.filter((field) => field.type === 'PASSWORD');

/** Throws 404 `FieldNotFound`, also for a field of another type (our choice). */
export function passwordField(table: Table, name: string): Field {
  const field = findField(table, name);
  if (field?.type !== 'PASSWORD') throw fieldNotFound([name]);
  return field;
}

/** Puts one value into a password field of every matching record. */
export function setPasswords(
  { account: { store }, query }: Call,
  table: Table,
  field: Field,
  value: SqlValue,
): Reply {
  const source = tableSource(table);
  const keys = matchingKeys(store, source, source.target(), requiredWhere(query));
  return ok({ RecordsAffected: updateRecords(store, table, keys, new Map([[field, value]])) });
}
