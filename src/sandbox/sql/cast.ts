import { convert, dateToNumber } from './convert.js';
import { isDate, sqlNames } from './kinds.js';
import { combine, constant, type Printed, type Type } from './printed.js';
import { call } from './runtime.js';
import type { Expression } from './syntax.js';
import { SqlServerError } from './types.js';

/** A type as CAST and CONVERT name it: `varchar(20)`, `decimal(10, 2)`. */
interface Target {
  readonly name: string;
  readonly sizes: readonly string[];
}

const types: Readonly<Record<string, Type>> = {
  bigint: 'integer',
  int: 'integer',
  integer: 'integer',
  smallint: 'integer',
  tinyint: 'integer',
  bit: 'boolean',
  decimal: 'number',
  dec: 'number',
  numeric: 'number',
  float: 'number',
  real: 'number',
  money: 'currency',
  smallmoney: 'currency',
  char: 'text',
  nchar: 'text',
  varchar: 'text',
  nvarchar: 'text',
  text: 'text',
  ntext: 'text',
  uniqueidentifier: 'text',
  time: 'text', // HH:mm:ss; a time of its own is no kind of Caspio's
  date: 'day',
  datetime: 'date',
  datetime2: 'date',
  smalldatetime: 'date',
};

const ranges: Readonly<Record<string, number>> = { int: 2 ** 31, integer: 2 ** 31, smallint: 2 ** 15 };

/** The type that an expression in the place of a type names; throws SqlServerError if there is no such type. */
function targetOf(expression: Expression | undefined): Target {
  if (expression?.type !== 'name' && expression?.type !== 'call')
    throw new SqlServerError(`Incorrect syntax near '${expression?.last ?? ')'}'.`);
  const name = expression.name.toLowerCase();
  if (!Object.hasOwn(types, name))
    throw new SqlServerError(`Type ${expression.name} is not a defined system type.`);
  if (expression.type === 'name') return { name, sizes: [] };
  const sizes = expression.args.map((size) => {
    if (size.type === 'literal' && size.kind === 'integer') return size.text;
    if (size.type === 'name' && size.name.toLowerCase() === 'max') return 'max';
    throw new SqlServerError(`Incorrect syntax near '${size.last}'.`);
  });
  return { name, sizes };
}

/** CAST, CONVERT and their TRY_ forms; `style` is CONVERT's third argument. */
export function cast(value: Printed, type: Expression | undefined, attempt: boolean, style = 0): Printed {
  const target = targetOf(type);
  const to = types[target.name] ?? 'text';
  if (value.type === 'list')
    throw new SqlServerError(`Explicit conversion from data type list to ${target.name} is not allowed.`);
  if (to === 'text') return castText(value, target, style, attempt);
  if (to === 'number') return castNumber(value, target, attempt);
  if (isDate(value.type) && !isDate(to)) return convert(wholeDays(value), to);
  const converted = convert(value, to, { style, attempt });
  return to === 'integer' ? inRange(converted, target) : converted;
}

/** A datetime as a number is rounded to the nearer day. */
function wholeDays(date: Printed): Printed {
  if (date.type === 'day')
    throw new SqlServerError('Explicit conversion from data type date to int is not allowed.');
  return call('ROUND', [dateToNumber(date), constant(0, 'integer'), constant(0, 'integer')], 'number');
}

function castText(value: Printed, { name, sizes }: Target, style: number, attempt: boolean): Printed {
  if (name === 'time') {
    const date = convert(value, 'date', { attempt });
    return combine(`substr(${date.sql}, 12, 8)`, 'text', [date]);
  }
  const text = convert(value, 'text', { style });
  const size =
    sizes[0] ?? (name === 'text' || name === 'ntext' || name === 'uniqueidentifier' ? 'max' : '30');
  if (size === 'max') return text;
  if (Number(size) > 8000)
    throw new SqlServerError(
      `The size (${size}) given to the type '${name}' exceeds the maximum allowed for any data type (8000).`,
    );
  const cut =
    typeof text.constant === 'string'
      ? constant(text.constant.slice(0, Number(size)), 'text')
      : combine(`substr(${text.sql}, 1, ${Number(size)})`, 'text', [text]);
  if (name !== 'char' && name !== 'nchar') return cut;
  return combine(`substr(${cut.sql} || '${' '.repeat(Number(size))}', 1, ${size})`, 'text', [cut]);
}

function castNumber(value: Printed, { name, sizes }: Target, attempt: boolean): Printed {
  const exact = name === 'decimal' || name === 'dec' || name === 'numeric';
  if (isDate(value.type)) return dateToNumber(value);
  const number =
    exact && value.type === 'text'
      ? call(attempt ? 'try_textToNumeric' : 'textToNumeric', [value], 'number')
      : convert(value, 'number', { attempt });
  if (!exact) return number;
  const scale = constant(Number(sizes[1] ?? 0), 'integer');
  return call('ROUND', [number, scale, constant(0, 'integer')], 'number');
}

function inRange(value: Printed, { name }: Target): Printed {
  const limit = ranges[name];
  if (limit && typeof value.constant === 'number' && Math.abs(value.constant) >= limit)
    throw new SqlServerError(
      `Arithmetic overflow error converting expression to data type ${sqlNames.integer}.`,
    );
  return value;
}
