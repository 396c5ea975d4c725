import type { Field } from '../../../src/caspio/shapes.js';
import type { Column, Columns } from '../../../src/schema/columns.js';
import { convert } from '../../../src/schema/convert.js';
import { slashOrder } from '../../../src/schema/dates.js';
import { keyOf } from '../../../src/schema/same.js';
import { passwordsIn } from '../../writes.js';
import type { Input, RawRow } from './rows.js';

/** A row as it would be sent. */
export interface Entry {
  readonly number: number;
  /** Why it cannot be sent. */
  readonly wrong?: string;
  /** Values of the key, and what tells them from others as SQL Server compares. */
  readonly key?: { readonly values: readonly unknown[]; readonly id: string };
  /** For a new record. */
  readonly inserts: Readonly<Record<string, unknown>>;
  /** For one that is there. */
  readonly updates: readonly (readonly [Field, unknown])[];
  /** What no error may quote. */
  readonly secrets: readonly string[];
}

export interface Entries {
  readonly entries: readonly Entry[];
  readonly warnings: readonly string[];
}

/** Converts every row by the types of its fields. A row that does not fit says why, and the others go on. */
export function entriesOf({ rows }: Input, { columns, key }: Columns): Entries {
  const orders = new Map(
    columns
      .filter(({ field }) => /DATE|TIMESTAMP/i.test(field.Type))
      .map(({ given, field }) => [field, slashOrder(rows.map(({ values }) => values[given]))]),
  );
  const warned = new Map<string, number>();
  const firstOf = new Map<string, number>();

  function entryOf({ number, values, wrong }: RawRow): Entry {
    if (wrong !== undefined) return failed(number, wrong);
    const problems: string[] = [];
    const converted: (readonly [Column, unknown])[] = [];
    for (const column of columns) {
      const { given, field } = column;
      if (!Object.hasOwn(values, given)) continue;
      if (converted.some(([other]) => other.field === field)) problems.push(`gives ${field.Name} twice`);
      const result = convert(field, values[given], orders.get(field));
      if ('wrong' in result) problems.push(result.wrong);
      else {
        converted.push([column, result.value]);
        const warning = result.warning && `${field.Name}: ${result.warning}`;
        if (warning) warned.set(warning, (warned.get(warning) ?? 0) + 1);
      }
    }
    if (problems.length > 0) return failed(number, problems.join('; '));
    return withKey(number, converted);
  }

  function withKey(number: number, converted: readonly (readonly [Column, unknown])[]): Entry {
    // An empty password is none.
    const written = converted.filter(
      ([{ field }, value]) => !(value === '' && field.Type.toUpperCase() === 'PASSWORD'),
    );
    const inserts = Object.fromEntries(
      written.flatMap(([{ field, inserts }, value]) => (inserts ? [[field.Name, value] as const] : [])),
    );
    const updates = written.flatMap(([{ field, updates }, value]) =>
      updates ? [[field, value] as const] : [],
    );
    const secrets = [
      ...passwordsIn(inserts),
      ...written.flatMap(([{ field }, value]) =>
        field.Type.toUpperCase() === 'PASSWORD' ? [String(value)] : [],
      ),
    ];
    const entry = { number, inserts, updates, secrets };
    if (key.length === 0)
      return Object.keys(inserts).length === 0 ? failed(number, 'holds nothing to write') : entry;

    const keyValues = key.map((field) => converted.find(([column]) => column.field === field)?.[1]);
    if (keyValues.some((value) => value === undefined || value === null || String(value).trim() === ''))
      return failed(number, `its key (${key.map(({ Name }) => Name).join(', ')}) is blank`);
    const id = idOf(key, keyValues);
    const first = firstOf.get(id);
    if (first !== undefined) return failed(number, SAME_KEY);
    firstOf.set(id, number);
    return { ...entry, key: { values: keyValues, id } };
  }

  const entries = rows.map(entryOf);
  const warnings = [...warned].map(([text, count]) => `${text} (${count} row${count === 1 ? '' : 's'}).`);
  return { entries, warnings };
}

/** The same for values that SQL Server takes for equal. */
export const idOf = (key: readonly Field[], values: readonly unknown[]) =>
  JSON.stringify(key.map((field, index) => keyOf(field, values[index])));

const SAME_KEY = 'has the key of an earlier row, which alone is taken';

const failed = (number: number, wrong: string): Entry => ({
  number,
  wrong,
  inserts: {},
  updates: [],
  secrets: [],
});
