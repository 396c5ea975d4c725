import { printFunction } from './calls.js';
import { comparable, compare, condition, isIn, isLike, isNull } from './conditions.js';
import { convert } from './convert.js';
import { syntaxError } from './keywords.js';
import { highest } from './kinds.js';
import { resolve, type Scope } from './names.js';
import { arithmetic, negative } from './operators.js';
import { combine, constant, type Printed } from './printed.js';
import type { PrintedQuery, Printer } from './printer.js';
import { define } from './runtime.js';
import type { Binary, Case, Expression, In, Order, Select } from './syntax.js';
import { SqlServerError } from './types.js';

define({
  fail(message: string): never {
    throw new SqlServerError(message);
  },
});

/** The words by which conditions are known; a NOT is the only other one. */
const keywordOf: Readonly<Record<string, string>> = {
  isNull: 'IS',
  in: 'IN',
  between: 'BETWEEN',
  exists: 'EXISTS',
};

const comparisons = new Set(['=', '<>', '<', '<=', '>', '>=']);

/**
 * A printer for the expressions of one query: `groups` holds the SQL of what it is grouped by, `query` prints
 * the queries within it.
 */
export function createPrinter(
  scope: Scope,
  now: string,
  groups: ReadonlySet<string>,
  query: (select: Select) => PrintedQuery,
): Printer {
  const printer: Printer = { scope, now, value, condition: conditionOf, query, order };
  return printer;

  function value(expression: Expression): Printed {
    const printed = print(expression);
    if (printed.type === 'condition') {
      const word = expression.type === 'binary' ? expression.operator : keywordOf[expression.type];
      throw syntaxError({ kind: 'word', text: word ?? 'NOT', value: word ?? 'NOT' });
    }
    return printed;
  }

  function conditionOf(expression: Expression): Printed {
    const printed = print(expression);
    if (printed.type === 'condition') return printed;
    throw new SqlServerError(
      'An expression of non-boolean type specified in a context where a condition is expected, ' +
        `near '${expression.last}'.`,
    );
  }

  function order(orders: readonly Order[]): { sql: string; parts: Printed[] } {
    const parts = orders.map(({ expression }) => value(expression));
    const keys = parts.map((part, at) => comparable(part).sql + (orders[at]?.descending ? ' DESC' : ''));
    return { sql: keys.length > 0 ? `ORDER BY ${keys.join(', ')}` : '', parts };
  }

  function print(expression: Expression): Printed {
    const printed = printNode(expression);
    return groups.has(printed.sql) ? { ...printed, loose: [] } : printed;
  }

  function printNode(expression: Expression): Printed {
    switch (expression.type) {
      case 'literal':
        return literalOf(expression.kind, expression.text);
      case 'name':
        return resolve(scope, expression.path, expression.name);
      case 'unary':
        return expression.operator === 'NOT'
          ? negated(conditionOf(expression.operand))
          : negative(expression.operator, value(expression.operand));
      case 'binary':
        return binary(expression);
      case 'isNull':
        return isNull(value(expression.operand), expression.negated);
      case 'in':
        return inList(expression);
      case 'between': {
        const operand = value(expression.operand);
        const low = compare('>=', operand, value(expression.low));
        const high = compare('<=', operand, value(expression.high));
        const both = condition(`${low.sql} AND ${high.sql}`, [low, high]);
        return expression.negated ? negated(both) : both;
      }
      case 'exists': {
        const { sql, loose } = query(expression.query);
        return { ...condition(`EXISTS (${sql})`, []), loose, subquery: true };
      }
      case 'subquery':
        return scalar(query(expression.query));
      case 'case':
        return caseOf(expression);
      case 'call':
        return printFunction(expression, printer);
      case 'star':
        throw new SqlServerError("Incorrect syntax near '*'.");
    }
  }

  function binary(expression: Binary): Printed {
    const { operator, left, right } = expression;
    if (operator === 'AND' || operator === 'OR') {
      const parts = chain(operator, expression).map(conditionOf);
      return condition(parts.map(({ sql }) => sql).join(` ${operator} `), parts);
    }
    if (operator.endsWith('LIKE')) {
      const escaped = right.type === 'binary' && right.operator === 'ESCAPE' ? right : undefined;
      const pattern = value(escaped?.left ?? right);
      return isLike(value(left), pattern, escaped && value(escaped.right), operator.startsWith('NOT'));
    }
    if (operator.endsWith('IN') || operator === 'ESCAPE')
      throw new SqlServerError(`Incorrect syntax near '${right.last}'.`);
    const [a, b] = [value(left), value(right)];
    return comparisons.has(operator) ? compare(operator, a, b) : arithmetic(operator, a, b);
  }

  function inList({ operand, list, negated: not }: In): Printed {
    const [only] = list;
    if (list.length !== 1 || only?.type !== 'subquery') return isIn(value(operand), list.map(value), not);
    const { sql, loose, columns } = query(only.query);
    const found = columnOf(columns);
    const left = value(operand);
    const type = highest([left.type, found.type]);
    const member = comparable(convert(found, type)).sql;
    const set = member === found.sql ? sql : `SELECT ${member} FROM (${sql})`;
    compare('=', left, found); // for its complaints about types
    const tested = condition(`${comparable(convert(left, type)).sql} ${not ? 'NOT ' : ''}IN (${set})`, [
      left,
    ]);
    return { ...tested, loose: [...tested.loose, ...loose], subquery: true };
  }

  function caseOf({ operand, branches, otherwise }: Case): Printed {
    const subject = operand && value(operand);
    const conditions = branches.map(({ when }) =>
      subject ? compare('=', subject, value(when)) : conditionOf(when),
    );
    const results = [...branches.map(({ result }) => result), ...(otherwise ? [otherwise] : [])].map(value);
    const type = highest(results.map((result) => result.type));
    if (type === 'null')
      throw new SqlServerError(
        'At least one of the result expressions in a CASE specification must be an expression other than the NULL constant.',
      );
    const typed = results.map((result) => convert(result, type));
    const whens = conditions.map(({ sql }, at) => `WHEN ${sql} THEN ${typed[at]?.sql}`);
    const rest = otherwise ? ` ELSE ${typed.at(-1)?.sql}` : '';
    return combine(`(CASE ${whens.join(' ')}${rest} END)`, type, [...conditions, ...typed]);
  }
}

function literalOf(kind: 'text' | 'integer' | 'number' | 'null', text: string): Printed {
  if (kind === 'null') return constant(null, 'null');
  if (kind === 'text') return constant(text, 'text');
  if (!Number.isFinite(Number(text)))
    throw new SqlServerError(
      `The floating point value '${text}' is out of the range of computer representation (8 bytes).`,
    );
  const number = constant(Number(text), kind);
  return Number.isSafeInteger(Number(text)) || kind === 'number' ? number : { ...number, sql: text };
}

/** `a AND b AND c` as one list; a chain of hundreds would nest too deep for SQLite. */
function chain(operator: string, { left, right }: Binary): Expression[] {
  const more = left.type === 'binary' && left.operator === operator;
  return more ? [...chain(operator, left), right] : [left, right];
}

function negated(operand: Printed): Printed {
  return condition(`NOT ${operand.sql}`, [operand]);
}

/** A query in the place of a value: one column, and an error at run time if there is a second row. */
function scalar({ sql, columns, loose, single }: PrintedQuery): Printed {
  const { type } = columnOf(columns);
  const message = constant(
    'Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, <, <= , >, >= ' +
      'or when the subquery is used as an expression.',
    'text',
  );
  const guarded = `SELECT CASE WHEN count(*) > 1 THEN tsql_fail(${message.sql}) ELSE max(c0) END FROM (${sql})`;
  return { ...combine(`(${single ? sql : guarded})`, type, []), loose, subquery: true };
}

function columnOf(columns: PrintedQuery['columns']): Printed {
  const [column] = columns;
  if (!column || columns.length > 1)
    throw new SqlServerError(
      'Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.',
    );
  return combine('c0', column.type, []);
}
