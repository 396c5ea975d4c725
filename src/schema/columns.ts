import { badArgument } from '../caspio/errors.js';
import type { Field } from '../caspio/shapes.js';
import { suggestion } from '../nearest.js';

/** A column of many records to be written, and the field that it is for. */
export interface Column {
  /** As the input calls it. */
  readonly given: string;
  readonly field: Field;
  readonly isKey: boolean;
  /** Whether new records take it, and whether existing ones do. */
  readonly inserts: boolean;
  readonly updates: boolean;
}

export interface Columns {
  readonly columns: readonly Column[];
  /** In the order of the key. */
  readonly key: readonly Field[];
  /** Columns of a file that only Caspio fills: backups have them too. */
  readonly leftOut: readonly string[];
}

export type WriteMode = 'insert' | 'update' | 'upsert';

interface Given {
  readonly names: readonly string[];
  readonly key: readonly string[];
  readonly mode: WriteMode;
  /** Where the names come from; what Caspio fills itself is left out of a file, and refused in records. */
  readonly argument: 'records' | 'File';
  readonly table: string;
}

const PK_ID: Field = { Name: 'PK_ID', Type: 'AUTONUMBER', Editable: false };
const FILLED = /^(AUTONUMBER|PREFIXED AUTONUMBER|GUID|RANDOM ID|TIMESTAMP|ATTACHMENT)$/i;

const isFilled = ({ Type, Editable, IsFormula }: Field) =>
  Editable === false || IsFormula === true || FILLED.test(Type);

/** Finds the field of every column. Throws a Failure for what is no field or cannot be written, by its name. */
export function columnsOf(given: Given, fields: readonly Field[]): Columns {
  const { names, mode, argument, table } = given;
  const known = [...fields, PK_ID];
  const find = (name: string) =>
    known.find((field) => field.Name.toLowerCase() === name.trim().toLowerCase());
  const nameOf = ({ Name }: Field) => Name;

  const key = given.key.map((name) => {
    const field = find(name);
    if (!field)
      throw badArgument(
        'key',
        `${JSON.stringify(name)} is no field of ${table}`,
        suggestion(name, known.map(nameOf)),
      );
    checkKey(field, mode);
    return field;
  });

  const columns: Column[] = [];
  const leftOut: string[] = [];
  for (const name of names) {
    const field = find(name);
    if (!field)
      throw badArgument(
        argument,
        `${JSON.stringify(name.slice(0, 100))} is no field of ${table}`,
        suggestion(name, fields.map(nameOf)),
      );
    const isKey = key.includes(field);
    const why = refusalOf(field, mode);
    if (why !== undefined && !isKey) {
      if (argument === 'records') throw badArgument(argument, `${field.Name} cannot be written`, why);
      if (!leftOut.includes(field.Name)) leftOut.push(field.Name);
      continue;
    }
    const inserts = mode !== 'update' && !isFilled(field);
    const updates = mode !== 'insert' && !isKey && !isPassword(field);
    columns.push({ given: name, field, isKey, inserts, updates });
  }

  const missing = key.find((field) => !columns.some((column) => column.field === field));
  if (missing)
    throw badArgument(
      'key',
      `${missing.Name} is no column of the ${argument === 'File' ? 'file' : 'records'}`,
      `There are: ${names.slice(0, 40).join(', ')}.`,
    );
  if (!columns.some(({ inserts, updates }) => inserts || updates))
    throw badArgument(argument, 'holds nothing that can be written', 'Give fields beside the key.');
  return { columns, key, leftOut };
}

const isPassword = ({ Type }: Field) => Type.toUpperCase() === 'PASSWORD';

function refusalOf(field: Field, mode: WriteMode): string | undefined {
  if (isFilled(field)) return 'Leave it out: Caspio fills it, or it has its own tool.';
  return isPassword(field) && mode === 'update'
    ? 'Leave it out: an import sets passwords of new records only.'
    : undefined;
}

/** Facts: list fields and passwords stand in no condition. */
function checkKey(field: Field, mode: WriteMode): void {
  const { Name, Type } = field;
  if (/^(LIST-|PASSWORD|ATTACHMENT)/i.test(Type))
    throw badArgument(
      'key',
      `${Name} is of type ${Type}, by which no record can be found`,
      'Choose another field.',
    );
  if (mode !== 'update' && isFilled(field))
    throw badArgument(
      'key',
      `${Name} is filled by Caspio, so that a new record cannot have a given one`,
      'Choose another field, or mode update.',
    );
}
