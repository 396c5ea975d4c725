import { createColumns } from '../columns.js';
import { quoted, type SqlValue } from '../database.js';
import type { Store } from '../store.js';
import type { Field } from '../table.js';
import type { TypeName } from '../types/index.js';
import { createUniqueIndex } from '../unique.js';

type FieldDetails = Partial<Omit<Field, 'name' | 'type' | 'counter'>>;

/** A field definition with only what differs from the usual. */
export function field(name: string, type: TypeName, details: FieldDetails = {}): Field {
  return {
    name,
    type,
    unique: false,
    uniqueAllowNulls: false,
    label: '',
    description: '',
    options: {},
    counter: { last: 0 },
    ...details,
  };
}

/** A list field with these options, numbered from 1. */
export function listField(name: string, options: readonly string[]): Field {
  const ListField = Object.fromEntries(options.map((option, index) => [String(index + 1), option]));
  return field(name, 'LIST-STRING', { options: { ListField } });
}

/** An attachment field for files with these extensions; its size limit is in kB. */
export function attachmentField(name: string, types: readonly string[], maxSize?: number): Field {
  return field(name, 'ATTACHMENT', {
    options: {
      AttachmentPermittedFileTypes: types,
      ...(maxSize !== undefined && { AttachmentMaxFileSize: maxSize }),
      AttachmentSmartResizer: false,
      AttachmentSmartResizerForRetina: false,
      AttachmentAltText: '',
      AttachmentTitle: '',
    },
  });
}

/** The stored form of a list value that holds the options for which `chosen` says yes. */
export function chosenOptions(list: Field, chosen: () => boolean): string | null {
  const options = Object.entries(list.options.ListField ?? {}).filter(() => chosen());
  return options.length === 0 ? null : JSON.stringify(Object.fromEntries(options));
}

interface TableSeed {
  readonly name: string;
  readonly note: string;
  readonly fields: readonly Field[];
  /** Stored values of all fields without a formula, in their order. */
  readonly rows: readonly (readonly SqlValue[])[];
}

/** Creates a table with its records; automatic numbers go on from there. */
export function seedTable({ database, putTable }: Store, { name, note, fields, rows }: TableSeed): void {
  const table = { name, note, fields };
  createColumns(database, table);
  const columns = fields.filter((column) => column.formula === undefined);
  const names = columns.map((column) => quoted(column.name)).join(', ');
  const insert = (count: number) => {
    const marks = Array<string>(count).fill(`(${columns.map(() => '?').join(', ')})`);
    return `INSERT INTO ${quoted(name)} (${names}) VALUES ${marks.join(', ')}`;
  };
  // Many rows in one statement save half of the time that a start takes.
  const whole = rows.length - (rows.length % BATCH);
  database.runEach(insert(BATCH), batches(rows.slice(0, whole)));
  if (rows.length > whole) database.run(insert(rows.length - whole), joined(rows.slice(whole)));
  // An index is made faster from all rows than along with them.
  for (const column of fields) createUniqueIndex(database, name, column);
  for (const { counter } of fields) counter.last = rows.length;
  putTable(table);
}

const BATCH = 50;

/** The values of so many rows at a time, one after the other. */
function* batches(rows: TableSeed['rows']): Iterable<SqlValue[]> {
  for (let start = 0; start < rows.length; start += BATCH) yield joined(rows.slice(start, start + BATCH));
}

/** As `rows.flat()`, in a tenth of its time. */
function joined(rows: TableSeed['rows']): SqlValue[] {
  const values: SqlValue[] = [];
  for (const row of rows) values.push(...row);
  return values;
}
