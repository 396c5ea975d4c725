import type { Values } from './changes.js';
import type { SqlValue } from './database.js';
import { fieldNotFound, invalidValue, readOnly, readOnlyView } from './errors.js';
import type { Relation } from './sql/types.js';
import type { Store } from './store.js';
import {
  type Field,
  fieldType,
  findField,
  isReadOnly,
  KEY,
  sameName,
  type Table,
  tableRelation,
} from './table.js';
import { baseField, tableKey, type View, viewRelation } from './view.js';

/** Where writes go: a table, or the editable table of a view. */
export interface WriteTarget {
  readonly table: Table;
  /** The column of the relation that holds the table's PK_ID. */
  readonly key: string;
  /** The table's field behind a name: undefined when there is none, `foreign` when it is another table's. */
  readonly field: (name: string) => Field | 'foreign' | undefined;
}

/** A field of a table, and the column of a relation that holds this table's PK_ID. */
interface Origin {
  readonly table: Table;
  readonly field: Field;
  readonly key: string;
}

/** Tables and views are twins: records are read from a relation and written to a target. */
export interface RecordSource {
  readonly relation: Relation;
  /** Throws 400 `AlterReadOnlyData` for a view that takes no writes. */
  readonly target: () => WriteTarget;
  /** Where a field comes from, whether it takes writes or not; undefined when there is none of this name. */
  readonly origin: (name: string) => Origin | undefined;
}

export function tableSource(table: Table): RecordSource {
  return {
    relation: tableRelation(table),
    target: () => ({ table, key: KEY.name, field: (name) => findField(table, name) }),
    origin(name) {
      const field = findField(table, name);
      return field && { table, field, key: KEY.name };
    },
  };
}

export function viewSource(store: Store, view: View): RecordSource {
  const viewField = (name: string) => view.fields.find((candidate) => sameName(candidate.name, name));
  return {
    relation: viewRelation(view, store.table, store.catalogue),
    target() {
      const { editable } = view;
      if (editable === undefined) throw readOnlyView(view.name);
      return {
        table: store.table(editable),
        key: tableKey(editable),
        field(name) {
          const found = viewField(name);
          if (!found) return undefined;
          return sameName(found.table, editable) ? baseField(found, store.table) : 'foreign';
        },
      };
    },
    origin(name) {
      const found = viewField(name);
      if (!found) return undefined;
      const { table } = found;
      return { table: store.table(table), field: baseField(found, store.table), key: tableKey(table) };
    },
  };
}

/**
 * The values of a write body by field, in stored form. Throws, in this order, 404 `FieldNotFound`, 400
 * `AlterReadOnlyData` and 400 `InvalidInputValue`, each naming all fields concerned (the order, and PK_ID counting
 * as read-only, are our choice). Passwords are taken by an insert only.
 */
export function writtenValues(
  target: WriteTarget,
  body: Readonly<Record<string, unknown>>,
  write: 'insert' | 'update',
): Values {
  const unknown: string[] = [];
  const locked: string[] = [];
  const misfit: string[] = [];
  const values = new Map<Field, SqlValue>();
  for (const [name, value] of Object.entries(body)) {
    const field = target.field(name);
    if (sameName(name, KEY.name) || field === 'foreign') locked.push(name);
    else if (field === undefined) unknown.push(name);
    else if (isReadOnly(field) || (write === 'update' && fieldType(field).access === 'insert'))
      locked.push(name);
    else {
      const stored = fieldType(field).parse(value, field.options);
      if (stored === undefined) misfit.push(name);
      else values.set(field, stored);
    }
  }
  if (unknown.length > 0) throw fieldNotFound(unknown);
  if (locked.length > 0) throw readOnly(locked);
  if (misfit.length > 0) throw invalidValue(misfit);
  return values;
}
