import { convertValue } from './conversion.js';
import { type Database, quoted, type SqlValue } from './database.js';
import { referenced } from './errors.js';
import { type Field, fieldType, type Table } from './table.js';

/* The SQLite side of field definitions. Callers wrap these in a transaction. */

export function createColumns(database: Database, table: Table): void {
  const columns = ['"PK_ID" INTEGER PRIMARY KEY AUTOINCREMENT', ...table.fields.map(columnDefinition)];
  database.run(`CREATE TABLE ${quoted(table.name)} (${columns.join(', ')})`);
}

/** Adds the column and gives existing records what a new one would get. */
export function addColumn(database: Database, table: Table, field: Field): void {
  appendColumn(database, table, field);
  if (field.formula !== undefined) return;
  const { onInsert, blank } = fieldType(field);
  // A time stamp tells when a record came in, and these came in before.
  const automatic = field.type === 'TIMESTAMP' ? undefined : onInsert;
  const keys = database.rows(`SELECT "PK_ID" FROM ${quoted(table.name)} ORDER BY "PK_ID"`);
  setColumn(
    database,
    table,
    field,
    keys.map(([key = null]) => [automatic?.(field.options, field.counter) ?? blank, key]),
  );
}

export function renameColumn(database: Database, table: Table, from: string, to: string): void {
  database.run(`ALTER TABLE ${quoted(table.name)} RENAME COLUMN ${quoted(from)} TO ${quoted(to)}`);
}

/** Converts every value. Throws 400 `ReferentialIntegrity` when a formula stands in the way. */
export function convertColumn(database: Database, table: Table, from: Field, to: Field): void {
  const values = storedValues(database, table, to).map(([value = null, key = null]) => [
    convertValue(value, from.type, to.type),
    key,
  ]);
  if (fieldType(from).column !== fieldType(to).column) {
    // SQLite cannot change a column's declared type, which decides how it stores numbers.
    dropColumn(database, table, to);
    appendColumn(database, table, to);
  }
  setColumn(database, table, to, values);
}

/** Takes options that the list no longer has out of the records (our choice). */
export function pruneListValues(database: Database, table: Table, field: Field): void {
  const options = field.options.ListField ?? {};
  const pruned = storedValues(database, table, field).flatMap(([value, key = null]) => {
    const chosen = Object.entries(JSON.parse(String(value)) as Record<string, unknown>); // as list types store it
    const kept = chosen.filter(([number]) => number in options);
    if (kept.length === chosen.length) return [];
    return [[kept.length === 0 ? null : JSON.stringify(Object.fromEntries(kept)), key]];
  });
  setColumn(database, table, field, pruned);
}

/** Throws 400 `ReferentialIntegrity` while a formula uses the column. */
export function dropColumn(database: Database, table: Table, field: Field): void {
  try {
    database.run(`ALTER TABLE ${quoted(table.name)} DROP COLUMN ${quoted(field.name)}`);
  } catch {
    throw referenced(field.name);
  }
}

function appendColumn(database: Database, table: Table, field: Field): void {
  database.run(`ALTER TABLE ${quoted(table.name)} ADD COLUMN ${columnDefinition(field)}`);
}

function columnDefinition(field: Field): string {
  const plain = `${quoted(field.name)} ${fieldType(field).column}`;
  return field.formula === undefined ? plain : `${plain} GENERATED ALWAYS AS (${field.formula}) VIRTUAL`;
}

function storedValues(database: Database, table: Table, field: Field): SqlValue[][] {
  const column = quoted(field.name);
  return database.rows(
    `SELECT ${column}, "PK_ID" FROM ${quoted(table.name)} WHERE ${column} IS NOT NULL ORDER BY "PK_ID"`,
  );
}

/** `values` are pairs of the new value and the record's PK_ID. */
function setColumn(database: Database, table: Table, field: Field, values: readonly SqlValue[][]): void {
  database.runEach(`UPDATE ${quoted(table.name)} SET ${quoted(field.name)} = ? WHERE "PK_ID" = ?`, values);
}
