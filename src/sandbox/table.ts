import { quoted } from './database.js';
import type { Column, Relation } from './sql/types.js';
import { type TypeName, typeOf } from './types/index.js';
import type { Counter, FieldOptions, FieldType } from './types/type.js';

export interface Field {
  readonly name: string;
  readonly type: TypeName;
  readonly unique: boolean;
  readonly uniqueAllowNulls: boolean;
  readonly label: string;
  readonly description: string;
  /** A SQLite expression over the row as first defined; only formula fields have one. */
  readonly formula?: string;
  readonly options: FieldOptions;
  /** Shared by all versions of this definition. */
  readonly counter: Counter;
}

export interface Table {
  readonly name: string;
  readonly note: string;
  /** In display order. */
  readonly fields: readonly Field[];
  /** Names of fields that a directory knows its users by: they stay as they are. */
  readonly pinned?: readonly string[];
}

export const fieldType = (field: Field): FieldType => typeOf(field.type);

export const isReadOnly = (field: Field) => field.formula !== undefined || fieldType(field).access === 'read';

const isReadable = (field: Field) => fieldType(field).access !== 'insert';

export const sameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

export const findField = (table: Table, name: string): Field | undefined =>
  table.fields.find((field) => sameName(field.name, name));

export const KEY: Column = { name: 'PK_ID', kind: 'integer' };

/** A table as queries see it: PK_ID and every field that can be read. */
export function tableRelation(table: Table): Relation {
  return { name: table.name, source: quoted(table.name), columns: [KEY, ...readableColumns(table)] };
}

const readableColumns = (table: Table): Column[] =>
  table.fields.filter(isReadable).map((field) => ({ name: field.name, kind: fieldType(field).kind }));
