import { comparable } from './conditions.js';
import { createPrinter } from './expressions.js';
import { expand, type Scope } from './names.js';
import { distinctOrderClause, type Output, orderClause, sortsOf } from './order.js';
import { combine, type Loose, type Printed } from './printed.js';
import type { PrintedQuery, Printer } from './printer.js';
import { checkCondition, checkGroup, checkGrouped, checkUnwindowed } from './rules.js';
import { type FromItem, fromItem, joined } from './sources.js';
import type { Select, SelectItem } from './syntax.js';
import { type Catalogue, SqlServerError } from './types.js';

/** What all queries of one statement share. */
export interface Statement {
  readonly catalogue: Catalogue;
  readonly now: string;
  readonly nextAlias: () => string;
}

/**
 * Prints a query. `from` replaces what its FROM clause names, for the query that Caspio itself puts together;
 * `name` gives the SQLite names of the columns, by default c0, c1, ….
 */
export function printSelect(
  select: Select,
  statement: Statement,
  outer: Scope | undefined,
  from?: FromItem,
  name = (_output: Output, at: number): string => `c${at}`,
): PrintedQuery {
  if (!from && select.orderBy.length > 0 && select.top === undefined)
    throw new SqlServerError(
      'The ORDER BY clause is invalid in views, inline functions, derived tables, subqueries, and common table ' +
        'expressions, unless TOP, OFFSET or FOR XML is also specified.',
    );
  const within = (scope: Scope | undefined) => (inner: Select) => printSelect(inner, statement, scope);
  const items = from
    ? [from]
    : select.from.map((source) =>
        fromItem(source, statement.nextAlias(), statement.catalogue, within(outer)),
      );
  const scope: Scope = { sources: items.map(({ named }) => named), outer };
  const groups = new Set<string>();
  const printer = createPrinter(scope, statement.now, groups, within(scope));

  const tables = joined(select.from, items, printer);
  const where = select.where && printer.condition(select.where);
  if (where) checkCondition(where);
  const keys = select.groupBy.map((expression) => {
    const key = printer.value(expression);
    checkGroup(key, scope);
    return key;
  });
  for (const key of keys) groups.add(key.sql);

  const outputs = select.items.flatMap((item) => outputsOf(item, scope, printer));
  const having = select.having && printer.condition(select.having);
  if (having) checkUnwindowed(having);
  const sorts = sortsOf(select.orderBy, outputs, printer);

  const used = [...outputs, ...sorts].map(({ printed }) => printed).concat(having ?? []);
  const grouped = keys.length > 0 || having !== undefined || used.some(({ aggregate }) => aggregate);
  if (grouped) {
    for (const { printed } of outputs) checkGrouped(printed, scope, groups, 'the select list');
    if (having) checkGrouped(having, scope, groups, 'the HAVING clause');
    for (const { printed } of sorts) checkGrouped(printed, scope, groups, 'the ORDER BY clause');
  }

  const rest = [
    tables && ` FROM ${tables}`,
    where && ` WHERE ${where.sql}`,
    keys.length > 0 && ` GROUP BY ${keys.map((key) => comparable(key).sql).join(', ')}`,
    having && ` HAVING ${having.sql}`,
  ];
  const list = (nameOf: typeof name): string =>
    outputs.map((output, at) => `${output.printed.sql} AS ${nameOf(output, at)}`).join(', ');
  const body = (nameOf: typeof name): string =>
    `SELECT ${list(nameOf)}${rest.filter((part) => part).join('')}`;
  const sql = select.distinct
    ? distinct(
        body((_, at) => `c${at}`),
        outputs,
        name,
      ) + distinctOrderClause(sorts)
    : body(name) + orderClause(sorts);
  return {
    sql: select.top === undefined ? sql : `${sql} LIMIT ${select.top}`,
    columns: outputs.map((output) => ({ name: output.name, type: output.printed.type })),
    loose: outerColumns([...used, ...keys, ...(where ? [where] : [])], scope),
    single: select.top === 1 || (grouped && keys.length === 0),
  };
}

function outputsOf({ expression, alias }: SelectItem, scope: Scope, printer: Printer): Output[] {
  if (expression.type === 'star')
    return expand(scope, expression.path).map((printed) => ({ name: printed.column ?? '', printed }));
  const printed = printer.value(expression);
  const own = expression.type === 'name' ? printed.column : undefined;
  return [{ name: alias ?? own ?? '', printed }];
}

/** Rows that differ in letter case or trailing blanks only are the same, which SQLite's DISTINCT does not know. */
function distinct(
  sql: string,
  outputs: readonly Output[],
  name: (output: Output, at: number) => string,
): string {
  const columns = outputs.map(({ printed }, at) => combine(`c${at}`, printed.type, []));
  const list = outputs.map((output, at) => `c${at} AS ${name(output, at)}`).join(', ');
  const keys = columns.map((column) => comparable(column).sql).join(', ');
  return `SELECT ${list} FROM (${sql}) GROUP BY ${keys}`;
}

function outerColumns(parts: readonly Printed[], scope: Scope): Loose[] {
  return parts.flatMap(({ loose }) => loose).filter((column) => column.scope !== scope);
}
