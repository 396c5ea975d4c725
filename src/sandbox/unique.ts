import { type Database, quoted, type SqlValue } from './database.js';
import { duplicateOrBlank } from './errors.js';
import { type Field, fieldType } from './table.js';

/*
 * A unique field refuses duplicates and blanks alike, with one text; UniqueAllowNulls lets blanks pass (Caspio
 * REST v3 facts, section 11). Duplicates are found by an index, in which blanks are left out.
 */

const INDEX = 'unique:';

export function createUniqueIndex(database: Database, table: string, field: Field): void {
  if (!field.unique) return;
  const column = quoted(field.name);
  // An expression for numbers too, since SQLite then names the index in its error.
  const value = fieldType(field).kind === 'text' ? `rtrim(${column}) COLLATE NOCASE` : `+${column}`;
  uniquely(() =>
    database.run(
      `CREATE UNIQUE INDEX ${indexName(table, field)} ON ${quoted(table)} (${value}) WHERE ${column} <> ''`,
    ),
  );
}

export function dropUniqueIndex(database: Database, table: string, field: Field): void {
  database.run(`DROP INDEX IF EXISTS ${indexName(table, field)}`);
}

const indexName = (table: string, field: Field) => quoted(`${INDEX}${table}:${field.name}`);

/** Runs a write; a violated index becomes 400 `SqlServerError` with Caspio's text. */
export function uniquely<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    const field = error instanceof Error ? violated.exec(error.message)?.[1] : undefined;
    throw field === undefined ? error : duplicateOrBlank(field);
  }
}

const violated = new RegExp(`UNIQUE constraint failed: index '${INDEX}.*:(.*)'`);

/** Throws 400 `SqlServerError` when a unique field would hold this blank. */
export function checkBlank(field: Field, value: SqlValue): void {
  const blank = value === null || (typeof value === 'string' && value.trim() === '');
  if (blank && field.unique && !field.uniqueAllowNulls) throw duplicateOrBlank(field.name);
}

/** As `checkBlank`, for all records that are there. */
export function checkBlanks(database: Database, table: string, field: Field): void {
  if (!field.unique || field.uniqueAllowNulls) return;
  const column = quoted(field.name);
  const [blank] = database.rows(
    `SELECT 1 FROM ${quoted(table)} WHERE ${column} IS NULL OR trim(${column}) = '' LIMIT 1`,
  );
  if (blank) throw duplicateOrBlank(field.name);
}
