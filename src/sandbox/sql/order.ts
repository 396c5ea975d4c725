import { comparable } from './conditions.js';
import { same } from './names.js';
import { combine, type Printed } from './printed.js';
import type { Printer } from './printer.js';
import type { Order } from './syntax.js';
import { SqlServerError } from './types.js';

/** A column of the select list: its name ('' if it has none) and what it is. */
export interface Output {
  readonly name: string;
  readonly printed: Printed;
}

/** One entry of ORDER BY; `output` is its place in the select list, -1 if it is not there. */
export interface Sort {
  readonly printed: Printed;
  readonly output: number;
  readonly descending: boolean;
}

/** Resolves ORDER BY: positions, names of the select list, and expressions over the query's columns. */
export function sortsOf(orderBy: readonly Order[], outputs: readonly Output[], printer: Printer): Sort[] {
  const sorts = orderBy.map(({ expression, descending }, at) => {
    const output = positionOf(expression, outputs);
    const printed = outputs[output]?.printed ?? printer.value(expression);
    if (output < 0 && printed.constant !== undefined && expression.type !== 'call')
      throw new SqlServerError(
        `A constant expression was encountered in the ORDER BY list, position ${at + 1}.`,
      );
    const found = output < 0 ? outputs.findIndex((item) => item.printed.sql === printed.sql) : output;
    return { printed, output: found, descending };
  });
  if (new Set(sorts.map(({ printed }) => printed.sql)).size < sorts.length)
    throw new SqlServerError(
      'A column has been specified more than once in the order by list. Columns in the order by list must be unique.',
    );
  return sorts;
}

function positionOf(expression: Order['expression'], outputs: readonly Output[]): number {
  if (expression.type === 'literal' && expression.kind === 'integer') {
    const position = Number(expression.text);
    if (position < 1 || position > outputs.length)
      throw new SqlServerError(
        `The ORDER BY position number ${position} is out of range of the number of items in the select list.`,
      );
    return position - 1;
  }
  if (expression.type !== 'name' || expression.path.length > 0) return -1;
  const named = outputs.filter(({ name }) => same(name, expression.name));
  if (new Set(named.map(({ printed }) => printed.sql)).size > 1)
    throw new SqlServerError(`Ambiguous column name '${expression.name}'.`);
  return named[0] ? outputs.indexOf(named[0]) : -1;
}

/** ORDER BY over the query's own columns; constants are left out, SQLite takes a number for a position. */
export function orderClause(sorts: readonly Sort[]): string {
  return clause(sorts.filter(({ printed }) => printed.constant === undefined));
}

/** ORDER BY over the columns c0, c1, … of a DISTINCT query, where every entry must be in the select list. */
export function distinctOrderClause(sorts: readonly Sort[]): string {
  if (sorts.some(({ output }) => output < 0))
    throw new SqlServerError(
      'ORDER BY items must appear in the select list if SELECT DISTINCT is specified.',
    );
  return clause(
    sorts.map((sort) => ({ ...sort, printed: combine(`c${sort.output}`, sort.printed.type, []) })),
  );
}

function clause(sorts: readonly Sort[]): string {
  if (sorts.length === 0) return '';
  const keys = sorts.map(({ printed, descending }) => comparable(printed).sql + (descending ? ' DESC' : ''));
  return ` ORDER BY ${keys.join(', ')}`;
}
