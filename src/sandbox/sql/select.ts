import { comparable } from './conditions.js';
import { createPrinter } from './expressions.js';
import { expand, type Scope } from './names.js';
import { distinctOrderClause, type Output, orderClause, sortsOf } from './order.js';
import { combine } from './printed.js';
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

/** Gives the SQLite name of a column. */
type Naming = (output: Output, at: number) => string;

const byPosition: Naming = (_, at) => `c${at}`;

/**
 * Prints a query. `from` replaces what its FROM clause names, for the query that Caspio itself puts together;
 * the columns are c0, c1, … unless `name` says otherwise.
 */
export function printSelect(
  select: Select,
  statement: Statement,
  outer: Scope | undefined,
  from?: FromItem,
  name = byPosition,
): PrintedQuery {
  if (!from) checkSubquery(select);
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
  const keys = select.groupBy.map(printer.value);
  for (const key of keys) {
    checkGroup(key, scope);
    groups.add(key.sql); // what is printed from here on knows its groups
  }
  const outputs = select.items.flatMap((item) => outputsOf(item, scope, printer));
  const having = select.having && printer.condition(select.having);
  if (having) checkUnwindowed(having);
  const sorts = sortsOf(select.orderBy, outputs, printer);

  const used = [...outputs, ...sorts].map(({ printed }) => printed).concat(having ?? []);
  const grouped = keys.length > 0 || used.some(({ aggregate }) => aggregate);
  if (grouped) {
    for (const { printed } of outputs) checkGrouped(printed, scope, groups, 'the select list');
    if (having) checkGrouped(having, scope, groups, 'the HAVING clause');
    for (const { printed } of sorts) checkGrouped(printed, scope, groups, 'the ORDER BY clause');
  }

  // The one relation of the outermost query is read once; all others may be read for every row of another.
  const ticks = from ? [] : items.map(({ tick }) => tick);
  const conditions = [...ticks, ...(where ? [where.sql] : [])];
  const body =
    (tables.sql && ` FROM ${tables.sql}`) +
    (conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '') +
    (keys.length > 0 ? ` GROUP BY ${keys.map((key) => comparable(key).sql).join(', ')}` : '') +
    (having ? ` HAVING ${having.sql}` : '');
  const sql = select.distinct
    ? distinct(outputs, body, name) + distinctOrderClause(sorts)
    : `SELECT ${listed(outputs, name)}${body}${orderClause(sorts)}`;
  const parts = [...used, ...keys, tables, ...(where ? [where] : [])];
  return {
    sql: select.top === undefined ? sql : `${sql} LIMIT ${select.top}`,
    columns: outputs.map((output) => ({ name: output.name, type: output.printed.type })),
    loose: parts.flatMap(({ loose }) => loose).filter((column) => column.scope !== scope),
    single: select.top === 1 || (grouped && keys.length === 0),
  };
}

function checkSubquery({ orderBy, top }: Select): void {
  if (orderBy.length > 0 && top === undefined)
    throw new SqlServerError(
      'The ORDER BY clause is invalid in views, inline functions, derived tables, subqueries, and common table ' +
        'expressions, unless TOP, OFFSET or FOR XML is also specified.',
    );
}

function outputsOf({ expression, alias }: SelectItem, scope: Scope, printer: Printer): Output[] {
  if (expression.type === 'star')
    return expand(scope, expression.path).map((printed) => ({ name: printed.column ?? '', printed }));
  const printed = printer.value(expression);
  const own = expression.type === 'name' ? printed.column : undefined;
  return [{ name: alias ?? own ?? '', printed }];
}

function listed(outputs: readonly Output[], name: Naming): string {
  return outputs.map((output, at) => `${output.printed.sql} AS ${name(output, at)}`).join(', ');
}

/** Rows that differ in letter case or trailing blanks only are the same, which SQLite's DISTINCT does not know. */
function distinct(outputs: readonly Output[], body: string, name: Naming): string {
  const columns = outputs.map(({ printed }, at) => combine(`c${at}`, printed.type, []));
  const list = outputs.map((output, at) => `c${at} AS ${name(output, at)}`).join(', ');
  const keys = columns.map((column) => comparable(column).sql).join(', ');
  return `SELECT ${list} FROM (SELECT ${listed(outputs, byPosition)}${body}) GROUP BY ${keys}`;
}
