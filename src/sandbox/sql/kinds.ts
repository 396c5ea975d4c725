import type { Type } from './printed.js';
import type { Kind } from './types.js';

/** Of two types that meet, the lower one is converted to the higher one (T-SQL's data type precedence). */
const precedence: readonly Type[] = [
  'null',
  'text',
  'boolean',
  'integer',
  'currency',
  'number',
  'day',
  'date',
  'list',
];

export function highest(types: readonly Type[]): Type {
  return types.reduce((a, b) => (precedence.indexOf(b) > precedence.indexOf(a) ? b : a), 'null');
}

/** The type's name in SQL Server's messages; text is `varchar` and lists are `list` there (our choice). */
export const sqlNames: Readonly<Record<Type, string>> = {
  null: 'NULL',
  text: 'varchar',
  boolean: 'bit',
  integer: 'int',
  currency: 'money',
  number: 'float',
  day: 'date',
  date: 'datetime',
  list: 'list',
  condition: 'condition',
};

export const isNumeric = (type: Type): boolean =>
  type === 'integer' || type === 'number' || type === 'currency';

export const isDate = (type: Type): boolean => type === 'date' || type === 'day';

/** The kind of an output column; an untyped NULL is an int in SQL Server. */
export function kindOf(type: Type): Kind {
  if (type === 'null' || type === 'condition') return 'integer';
  return type === 'day' ? 'date' : type;
}
