import { assemble } from './clauses.js';
import { createPrinter } from './expressions.js';
import { toStored } from './functions/calendar.js';
import { kindOf } from './kinds.js';
import type { Scope } from './names.js';
import type { Output } from './order.js';
import { parse } from './parse.js';
import { quoted } from './printed.js';
import { checkCondition } from './rules.js';
import { printSelect, type Statement } from './select.js';
import { relationItem } from './sources.js';
import { type Catalogue, type Clauses, type Compiled, type Relation, SqlServerError } from './types.js';

export { registerFunctions } from './runtime.js';
export { SqlServerError } from './types.js';

/**
 * Compiles a read of `from` to SQLite; without `select`, all its columns in their order. An unnamed expression
 * becomes Column1, Column2, … by its place (our choice). Throws SqlServerError for what SQL Server refuses.
 */
export function compileSelect(from: Relation, clauses: Clauses, catalogue: Catalogue): Compiled {
  const statement = newStatement(catalogue);
  const select = parse(assemble(from.name, clauses));
  const root = relationItem(from, from.name, statement.nextAlias());
  const { sql, columns } = printSelect(select, statement, undefined, root, (output, at) =>
    quoted(outputName(output, at)),
  );
  return {
    sql,
    columns: columns.map((column, at) => ({ name: outputName(column, at), kind: kindOf(column.type) })),
  };
}

/**
 * Compiles a condition to a SQLite expression for `SELECT PK_ID FROM <from.source> WHERE …`.
 * Throws SqlServerError for what SQL Server refuses, and for a blank condition.
 */
export function compileWhere(from: Relation, where: string, catalogue: Catalogue): string {
  const statement = newStatement(catalogue);
  const parsed = parse(assemble(from.name, { where })).where;
  if (!parsed) throw new SqlServerError("Incorrect syntax near ')'.");
  const root = relationItem(from, from.name, statement.nextAlias());
  const { alias } = root.named;
  const print = (prefix: string) => {
    const scope: Scope = { sources: [{ ...root.named, alias: prefix }], outer: undefined };
    const printer = createPrinter(scope, statement.now, new Set(), (inner) =>
      printSelect(inner, statement, scope),
    );
    return printer.condition(parsed);
  };
  const condition = print('');
  checkCondition(condition);
  if (!condition.subquery) return condition.sql;
  // Inside a sub-query a bare name could be one of its own columns, so the rows are found by key.
  const key = quoted('PK_ID');
  return `${key} IN (SELECT ${alias}.${key} FROM ${root.sql} WHERE ${print(alias).sql})`;
}

function outputName({ name }: Pick<Output, 'name'>, at: number): string {
  return name === '' ? `Column${at + 1}` : name;
}

function newStatement(catalogue: Catalogue): Statement {
  let aliases = 0;
  return { catalogue, now: toStored(Math.floor(Date.now() / 1000) * 1000), nextAlias: () => `t${aliases++}` };
}
