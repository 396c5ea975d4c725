import type { Scope } from './names.js';
import type { Kind } from './types.js';

/** A Kind, and what only expressions have: a date without a time, an untyped NULL, a condition. */
export type Type = Kind | 'day' | 'null' | 'condition';

/** What SQLite and JavaScript exchange. */
export type Value = string | number | null;

/** A column used outside aggregates; an aggregating query allows it only if it is grouped by. */
export interface Loose {
  readonly scope: Scope;
  readonly name: string; // Table.Column
  readonly sql: string;
}

/** A T-SQL expression as SQLite's SQL, and what the rules of T-SQL ask about it. */
export interface Printed {
  readonly sql: string;
  readonly type: Type;
  readonly constant?: Value; // its value, where that is known already
  readonly column?: string; // the name of the column that it is
  readonly loose: readonly Loose[];
  readonly aggregate: boolean; // holds an aggregate of its own query
  readonly windowed: boolean; // holds a window function of its own query
  readonly subquery: boolean;
}

/** SQL built of the given parts, whose properties it inherits. */
export function combine(sql: string, type: Type, parts: readonly Printed[]): Printed {
  return {
    sql,
    type,
    loose: parts.flatMap(({ loose }) => loose),
    aggregate: parts.some(({ aggregate }) => aggregate),
    windowed: parts.some(({ windowed }) => windowed),
    subquery: parts.some(({ subquery }) => subquery),
  };
}

/** A value known at compile time. */
export function constant(value: Value, type: Type): Printed {
  return { ...combine(literal(value, type), type, []), constant: value };
}

/** A value as a SQLite literal; whole numbers of a fractional type stay REAL, so that division does too. */
function literal(value: Value, type: Type): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''").replaceAll('\0', '')}'`;
  const fractional = type === 'number' || type === 'currency';
  return fractional && Number.isSafeInteger(value) ? `${value}.0` : String(value);
}

/** A name as a SQLite identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
