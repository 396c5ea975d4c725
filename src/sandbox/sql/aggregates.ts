import { comparable, fold } from './conditions.js';
import { convert } from './convert.js';
import { isNumeric, sqlNames } from './kinds.js';
import { combine, type Printed, type Type } from './printed.js';
import type { Printer } from './printer.js';
import { define } from './runtime.js';
import type { Call } from './syntax.js';
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
  return Object.hasOwn(aggregates, name) || name === 'STRING_AGG';
}

/**
 * A call of an aggregate by its upper-case name. With `over`, its printed OVER clause, it is a window function,
 * which may hold the aggregates of its query.
 */
export function printAggregate(
  name: string,
  call: Call,
  over: Printed | undefined,
  printer: Printer,
): Printed {
  const { args, distinct } = call;
  if (over && distinct) throw new SqlServerError('Use of DISTINCT is not allowed with the OVER clause.');
  if (name === 'STRING_AGG') return stringAggregate(call, over !== undefined, printer);
  const spec = aggregates[name];
  const [first] = args;
  if (!spec || !first || args.length > 1)
    throw new SqlServerError(`The ${name} function requires 1 argument(s).`);
  if (first.type === 'star' && (spec !== count || distinct))
    throw new SqlServerError(`Incorrect syntax near '${first.last}'.`);
  const value = first.type === 'star' ? undefined : argument(printer.value(first), over !== undefined);
  const type = value?.type ?? 'integer';
  if (type !== 'null' && !spec.accepts(type))
    throw new SqlServerError(
      `Operand data type ${sqlNames[type]} is invalid for ${name.toLowerCase()} operator.`,
    );
  const operand = value && distinct ? distinctOperand(spec, value) : (value?.sql ?? '*');
  const sql = spec.sql(operand, over?.sql ?? '', type);
  const printed = combine(
    sql,
    spec.result(type),
    [value, over].flatMap((part) => part ?? []),
  );
  return over ? { ...printed, windowed: true } : aggregated(printed, printer);
}

/** The smallest and the largest are the same among distinct values; the statistics know no DISTINCT (our choice). */
function distinctOperand({ accepts, result }: Aggregate, value: Printed): string {
  if (result === toNumber) throw new SqlServerError("Incorrect syntax near 'DISTINCT'.");
  return accepts === orderable.accepts ? value.sql : `DISTINCT ${comparable(value).sql}`;
}

function stringAggregate({ args, within, distinct }: Call, over: boolean, printer: Printer): Printed {
  const [text, between] = args;
  if (!text || !between || args.length > 2 || distinct || over)
    throw new SqlServerError('The STRING_AGG function requires 2 argument(s).');
  const value = argument(convert(printer.value(text), 'text'), false);
  const glue = convert(printer.value(between), 'text');
  const order = printer.order(within);
  const sql = `group_concat(${value.sql}, ${glue.sql}${order.sql && ` ${order.sql}`})`;
  return aggregated(combine(sql, 'text', [value, glue, ...order.parts]), printer);
}

function argument(value: Printed, windowed: boolean): Printed {
  if ((value.aggregate && !windowed) || value.subquery)
    throw new SqlServerError(
      'Cannot perform an aggregate function on an expression containing an aggregate or a subquery.',
    );
  if (value.windowed)
    throw new SqlServerError(
      'Windowed functions cannot be used in the context of another windowed function or aggregate.',
    );
  return value;
}

/** An aggregate makes its query's columns lawful. */
function aggregated(printed: Printed, { scope }: Printer): Printed {
  return { ...printed, loose: printed.loose.filter((column) => column.scope !== scope), aggregate: true };
}
