import { quoted } from './database.js';
import { compileWhere } from './sql/index.js';
import type { Catalogue, Column, Relation } from './sql/types.js';
import { type Field, fieldType, findField, sameName, type Table } from './table.js';

interface TableField {
  readonly table: string;
  readonly field: string;
}

/** One table of a view; all but the first are joined by equality with a field of an earlier one. */
interface ViewTable {
  readonly table: string;
  readonly on?: { readonly field: string; readonly equals: TableField };
}

export interface ViewField extends TableField {
  readonly name: string;
}

export interface View {
  readonly name: string;
  readonly note: string;
  readonly tables: readonly ViewTable[];
  readonly fields: readonly ViewField[];
  /** T-SQL over the view's own fields. */
  readonly filter?: string;
  /** The table that takes writes. */
  readonly editable?: string;
}

/** The column that holds the PK_ID of one of the view's tables; shown to callers on joined views only. */
export const tableKey = (table: string) => `_PK_ID_${table}`;

/**
 * A view as queries see it. Its PK_ID is text on single-table views too, the tables' PK_IDs joined by commas
 * (Caspio REST v3 facts, section 2.4).
 */
export function viewRelation(view: View, baseTable: (name: string) => Table, catalogue: Catalogue): Relation {
  const keys = view.tables.map(({ table }) => tableKey(table));
  const shown = view.fields.map((viewField) => ({
    viewField,
    kind: fieldType(baseField(viewField, baseTable)).kind,
  }));
  const columns: Column[] = [
    { name: 'PK_ID', kind: 'text' },
    ...(keys.length > 1 ? keys.map((name) => ({ name, kind: 'integer' as const })) : []),
    ...shown.map(({ viewField, kind }) => ({ name: viewField.name, kind })),
  ];
  const keyColumns = view.tables.map(({ table }) => `${quoted(table)}."PK_ID"`);
  const selected = [
    `${keyColumns.map((key) => `coalesce(${key}, '')`).join(" || ',' || ")} || '' AS "PK_ID"`,
    ...keyColumns.map((key, index) => `${key} AS ${quoted(keys[index] ?? '')}`),
    ...view.fields.map(({ name, table, field }) => `${column(table, field)} AS ${quoted(name)}`),
  ];
  const source = `(SELECT ${selected.join(', ')} FROM ${view.tables.map(joined).join(' ')})`;
  const unfiltered = { name: view.name, source, columns };
  if (view.filter === undefined) return unfiltered;
  const condition = compileWhere(unfiltered, view.filter, catalogue);
  return { ...unfiltered, source: `(SELECT * FROM ${source} AS ${quoted(view.name)} WHERE ${condition})` };
}

export function baseField({ table, field }: ViewField, baseTable: (name: string) => Table): Field {
  const found = findField(baseTable(table), field);
  if (!found) throw new Error(`View field ${table}.${field} has no base field`);
  return found;
}

/** Whether the view shows a table's field or joins by it. */
export function usesField({ fields, tables }: View, table: string, field: string): boolean {
  const isIt = (other: TableField) => sameName(other.table, table) && sameName(other.field, field);
  return (
    fields.some(isIt) ||
    tables.some(({ table: name, on }) => on && (isIt({ table: name, field: on.field }) || isIt(on.equals)))
  );
}

/** The view after a field of one of its tables has a new name; the view's own names stay. */
export function renamedBase(view: View, table: string, from: string, to: string): View {
  const renamed = <T extends TableField>(other: T): T =>
    sameName(other.table, table) && sameName(other.field, from) ? { ...other, field: to } : other;
  return {
    ...view,
    fields: view.fields.map(renamed),
    tables: view.tables.map(({ table: name, on }) =>
      on
        ? {
            table: name,
            on: { field: renamed({ table: name, field: on.field }).field, equals: renamed(on.equals) },
          }
        : { table: name },
    ),
  };
}

/**
 * Rows without a partner stay (our choice: a left join, as Caspio's view designer offers). Case is ignored by the
 * columns' collation; a function around them, against trailing blanks, would keep SQLite from using an index.
 */
function joined({ table, on }: ViewTable): string {
  if (!on) return quoted(table);
  const condition = `${column(table, on.field)} = ${column(on.equals.table, on.equals.field)}`;
  return `LEFT JOIN ${quoted(table)} ON ${condition}`;
}

const column = (table: string, field: string) => `${quoted(table)}.${quoted(field)}`;
