import {
  addColumn,
  convertColumn,
  createColumns,
  dropColumn,
  pruneListValues,
  renameColumn,
} from './columns.js';
import { fieldNotFound, incorrectBody, referenced } from './errors.js';
import type { Store } from './store.js';
import { type Field, findField, sameName, type Table } from './table.js';
import { checkBlanks, createUniqueIndex, dropUniqueIndex } from './unique.js';
import { renamedBase, usesField } from './view.js';

/** SQL Server's limit of columns in a table, PK_ID being one. */
const MAX_FIELDS = 1024 - 1;

/**
 * Creates a table. Throws 400 `IncorrectBodyParameter` when the name is taken, there are too many fields, or they do
 * not go together.
 */
export function createTable(store: Store, table: Table): void {
  const { length } = table.fields;
  if (store.has(table.name) || length === 0 || length > MAX_FIELDS) throw incorrectBody();
  table.fields.forEach((field, index) => {
    checkFits(field, table.fields.slice(0, index));
  });
  const { database } = store;
  database.transaction(() => {
    createColumns(database, table);
    for (const field of table.fields) createUniqueIndex(database, table.name, field);
  });
  store.putTable(table);
}

/** Adds a field. `order` is its place counted from 1; 0, the default, is the last one. */
export function addField({ database, putTable }: Store, table: Table, field: Field, order = 0): void {
  if (table.fields.length >= MAX_FIELDS) throw incorrectBody();
  checkFits(field, table.fields);
  database.transaction(() => {
    addColumn(database, table, field);
    checkBlanks(database, table.name, field);
    createUniqueIndex(database, table.name, field);
  });
  putTable({ ...table, fields: placed(table.fields, field, order === 0 ? table.fields.length + 1 : order) });
}

/**
 * Renames, converts or redefines a field, keeping its place unless `order` is given; 0 is the first one. Throws 400
 * `ReferentialIntegrity` for a field that a directory needs as it is.
 */
export function changeField(store: Store, table: Table, current: Field, next: Field, order?: number): void {
  const { database } = store;
  const redefined =
    next.name !== current.name || next.type !== current.type || next.unique !== current.unique;
  if (redefined && isPinned(table, current)) throw referenced(current.name);
  const others = table.fields.filter((field) => field !== current);
  checkFits(next, others);
  database.transaction(() => {
    dropUniqueIndex(database, table.name, current);
    if (next.name !== current.name) renameColumn(database, table, current.name, next.name);
    if (next.type !== current.type) convertColumn(database, table, current, next);
    if (next.options.ListField && next.formula === undefined) pruneListValues(database, table, next);
    checkBlanks(database, table.name, next);
    createUniqueIndex(database, table.name, next);
  });
  store.putTable({ ...table, fields: placed(others, next, order ?? table.fields.indexOf(current) + 1) });
  for (const view of store.views()) store.putView(renamedBase(view, table.name, current.name, next.name));
}

/**
 * Removes a field and its values. Throws 400 `ReferentialIntegrity` while a view, a formula or a directory uses it, and
 * for the last field (our choice).
 */
export function dropField(store: Store, table: Table, field: Field): void {
  const used = store.views().some((view) => usesField(view, table.name, field.name));
  if (used || isPinned(table, field) || table.fields.length === 1) throw referenced(field.name);
  store.database.transaction(() => {
    dropUniqueIndex(store.database, table.name, field);
    dropColumn(store.database, table, field);
  });
  store.attachments.removeField(field);
  store.putTable({ ...table, fields: table.fields.filter((other) => other !== field) });
}

/** Throws 404 `FieldNotFound`. */
export function existingField(table: Table, name: string): Field {
  const field = findField(table, name);
  if (!field) throw fieldNotFound([name]);
  return field;
}

/** Names are unique in a table, and it has at most one AUTONUMBER. */
function checkFits(field: Field, others: readonly Field[]): void {
  const clashes = (other: Field) =>
    sameName(other.name, field.name) || (field.type === 'AUTONUMBER' && other.type === 'AUTONUMBER');
  if (others.some(clashes)) throw incorrectBody();
}

const isPinned = ({ pinned = [] }: Table, field: Field) => pinned.some((name) => sameName(name, field.name));

function placed(others: readonly Field[], field: Field, order: number): Field[] {
  const index = Math.max(order - 1, 0);
  return [...others.slice(0, index), field, ...others.slice(index)];
}
