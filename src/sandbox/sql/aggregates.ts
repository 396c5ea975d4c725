import { comparable, fold } from './conditions.js';
import { convert } from './convert.js';
import { isNumeric, sqlNames } from './kinds.js';
import { combine, type Printed, type Type } from './printed.js';
import type { Printer } from './printer.js';
import { define } from './runtime.js';
import type { Call, Expression } from './syntax.js';
import { SqlServerError } from './types.js';

/** How an aggregate is written in SQLite; `over` follows every SQLite aggregate in it. */
interface Aggregate {
  readonly accepts: (type: Type) => boolean;
  readonly result: (type: Type) => Type;
  readonly sql: (value: string, over: string, type: Type) => string;
}

const numeric = { accepts: isNumeric, result: (type: Type) => type };

/** Money keeps four decimals; SQLite adds it up in binary fractions. */
const money = (sql: string, type: Type): string => (type === 'currency' ? `round(${sql}, 4)` : sql);

/** The mean square deviation by sums; `sample` divides by one less than the count, giving NULL for one row. */
const variance =
  (sample: boolean) =>
  (value: string, over: string): string => {
    const real = `CAST(${value} AS REAL)`;
    const count = `count(${value})${over}`;
    const squares = `max(sum(${real} * ${real})${over} - sum(${real})${over} * sum(${real})${over} / ${count}, 0)`;
    return `(${squares} / ${sample ? `nullif(${count} - 1, 0)` : count})`;
  };

const deviation = (sample: boolean) => (value: string, over: string) =>
  `tsql_sqrt(${variance(sample)(value, over)})`;

const toNumber = (): Type => 'number';
const orderable = {
  accepts: (type: Type) => type !== 'boolean' && type !== 'list',
  result: (type: Type) => type,
};

/** Text is compared as it sorts, and carried behind that to be the answer. */
const separator = '\u0001';
define({
  pack: (text: string) => fold(text) + separator + text,
  unpack: (packed: string) => packed.slice(packed.indexOf(separator) + 1),
});

function extreme(name: string, value: string, over: string, type: Type): string {
  if (type !== 'text') return `${name}(${value})${over}`;
  return `tsql_unpack(${name}(tsql_pack(${value}))${over})`;
}

const count: Aggregate = {
  accepts: () => true,
  result: () => 'integer',
  sql: (value, over) => `count(${value})${over}`,
};

const aggregates: Readonly<Record<string, Aggregate>> = {
  COUNT: count,
  COUNT_BIG: count,
  SUM: { ...numeric, sql: (value, over, type) => money(`sum(${value})${over}`, type) },
  AVG: {
    ...numeric,
    sql: (value, over, type) =>
      type === 'integer' ? `CAST(avg(${value})${over} AS INTEGER)` : money(`avg(${value})${over}`, type),
  },
  MIN: { ...orderable, sql: (value, over, type) => extreme('min', value, over, type) },
  MAX: { ...orderable, sql: (value, over, type) => extreme('max', value, over, type) },
  VAR: { accepts: isNumeric, result: toNumber, sql: variance(true) },
  VARP: { accepts: isNumeric, result: toNumber, sql: variance(false) },
  STDEV: { accepts: isNumeric, result: toNumber, sql: deviation(true) },
  STDEVP: { accepts: isNumeric, result: toNumber, sql: deviation(false) },
};

export function isAggregate(name: string): boolean {
  return name in aggregates || name === 'STRING_AGG';
}

/** A call of an aggregate by its upper-case name; `over` is its printed OVER clause, '' for none. */
export function printAggregate(
  name: string,
  { args, distinct, within }: Call,
  over: string,
  printer: Printer,
): Printed {
  if (name === 'STRING_AGG') return stringAggregate(args, within, distinct || over !== '', printer);
  const spec = aggregates[name];
  const [first] = args;
  if (!spec || !first || args.length > 1)
    throw new SqlServerError(`The ${name} function requires 1 argument(s).`);
  if (first.type === 'star') return countRows(spec, first, distinct, over);
  const value = argument(printer.value(first), over);
  if (value.type !== 'null' && !spec.accepts(value.type))
    throw new SqlServerError(
      `Operand data type ${sqlNames[value.type]} is invalid for ${name.toLowerCase()} operator.`,
    );
  const operand = distinct ? distinctOperand(spec, value) : value.sql;
  return aggregated(spec.sql(operand, over, value.type), spec.result(value.type), [value], over);
}

/** The smallest and the largest are the same among distinct values. */
function distinctOperand({ accepts }: Aggregate, value: Printed): string {
  return accepts === orderable.accepts ? value.sql : `DISTINCT ${comparable(value).sql}`;
}

function countRows(spec: Aggregate, star: Expression, distinct: boolean, over: string): Printed {
  if (spec !== count || distinct) throw new SqlServerError(`Incorrect syntax near '${star.last}'.`);
  return aggregated(`count(*)${over}`, 'integer', [], over);
}

function stringAggregate(
  args: Call['args'],
  within: Call['within'],
  refused: boolean,
  printer: Printer,
): Printed {
  const [text, separator] = args;
  if (!text || !separator || args.length > 2 || refused)
    throw new SqlServerError('The STRING_AGG function requires 2 argument(s).');
  const value = argument(convert(printer.value(text), 'text'), '');
  const between = convert(printer.value(separator), 'text');
  const order = printer.order(within);
  const sql = `group_concat(${value.sql}, ${between.sql}${order.sql && ` ${order.sql}`})`;
  return aggregated(sql, 'text', [value, between, ...order.parts], '');
}

function argument(value: Printed, over: string): Printed {
  if ((value.aggregate && over === '') || value.subquery)
    throw new SqlServerError(
      'Cannot perform an aggregate function on an expression containing an aggregate or a subquery.',
    );
  if (value.windowed)
    throw new SqlServerError(
      'Windowed functions cannot be used in the context of another windowed function or aggregate.',
    );
  return value;
}

/** An aggregate makes the columns in it lawful; over a window it does not. */
function aggregated(sql: string, type: Type, parts: readonly Printed[], over: string): Printed {
  const all = combine(sql, type, parts);
  return over === '' ? { ...all, loose: [], aggregate: true } : { ...all, windowed: true };
}
