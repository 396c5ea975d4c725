import { comparable } from './conditions.js';
import { convert } from './convert.js';
import { combine, type Printed, type Type } from './printed.js';
import type { Printer } from './printer.js';
import type { Call, Window } from './syntax.js';
import { SqlServerError } from './types.js';

/** Functions that need an OVER clause; SQLite has them by the same names. */
const rankings: Readonly<Record<string, { least: number; most: number; result: Type | 'first' }>> = {
  ROW_NUMBER: { least: 0, most: 0, result: 'integer' },
  RANK: { least: 0, most: 0, result: 'integer' },
  DENSE_RANK: { least: 0, most: 0, result: 'integer' },
  PERCENT_RANK: { least: 0, most: 0, result: 'number' },
  CUME_DIST: { least: 0, most: 0, result: 'number' },
  NTILE: { least: 1, most: 1, result: 'integer' },
  LAG: { least: 1, most: 3, result: 'first' },
  LEAD: { least: 1, most: 3, result: 'first' },
  FIRST_VALUE: { least: 1, most: 1, result: 'first' },
  LAST_VALUE: { least: 1, most: 1, result: 'first' },
};

export function isRanking(name: string): boolean {
  return Object.hasOwn(rankings, name);
}

/** An OVER clause with a blank before it, and what it is made of. */
export function printWindow({ partition, order, frame }: Window, printer: Printer): Printed {
  const keys = partition.map((expression) => printer.value(expression));
  const sorted = printer.order(order);
  const by = keys.length > 0 ? `PARTITION BY ${keys.map((key) => comparable(key).sql).join(', ')}` : '';
  const words = [by, sorted.sql, frame].filter((part) => part !== '').join(' ');
  const parts = [...keys, ...sorted.parts];
  if (parts.some(({ windowed }) => windowed))
    throw new SqlServerError(
      'Windowed functions cannot be used in the context of another windowed function or aggregate.',
    );
  return combine(` OVER (${words})`, 'null', parts);
}

/** A ranking or offset function by its upper-case name. */
export function printRanking(name: string, { args, over }: Call, printer: Printer): Printed {
  if (!over) throw new SqlServerError(`The function '${name}' must have an OVER clause.`);
  if (over.order.length === 0)
    throw new SqlServerError(`The function '${name}' must have an OVER clause with ORDER BY.`);
  const spec = rankings[name];
  if (!spec || args.length < spec.least || args.length > spec.most)
    throw new SqlServerError(
      `The function '${name}' takes ${spec?.least === spec?.most ? 'exactly' : 'at least'} ${spec?.least} argument(s).`,
    );
  const values = args.map((expression) => printer.value(expression));
  const window = printWindow(over, printer);
  const first = values[0]?.type ?? 'null';
  const [value, offset, instead] = values;
  const operands = [value, offset, instead && convert(instead, first)].flatMap((part) => part ?? []);
  const sql = `${name.toLowerCase()}(${operands.map((part) => part.sql).join(', ')})${window.sql}`;
  const type = spec.result === 'first' ? first : spec.result;
  return { ...combine(sql, type, [...operands, window]), windowed: true };
}
