import { combine, type Printed, quoted, type Type } from './printed.js';
import { SqlServerError } from './types.js';

/** A relation in a FROM clause: its name there, its SQLite alias ('' for none) and its columns. */
export interface Source {
  readonly name: string;
  readonly alias: string;
  readonly columns: readonly { readonly name: string; readonly type: Type }[];
}

/** The relations whose columns an expression may use; a sub-query also sees those of the query around it. */
export interface Scope {
  readonly sources: readonly Source[];
  readonly outer: Scope | undefined;
}

type ColumnOf = Source['columns'][number];

export const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * The column that a name stands for, innermost query first.
 * Throws SqlServerError for an unknown or ambiguous name, with SQL Server's texts.
 */
export function resolve(scope: Scope, path: readonly string[], name: string): Printed {
  const qualifier = qualifierOf(path);
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const sources = at.sources.filter((source) => qualifier === undefined || same(source.name, qualifier));
    const found = sources.flatMap((source) => {
      const column = source.columns.find((candidate) => same(candidate.name, name));
      return column ? [{ source, column }] : [];
    });
    if (found.length > 1) throw new SqlServerError(`Ambiguous column name '${name}'.`);
    if (found[0]) return columnOf(at, found[0].source, found[0].column);
    if (qualifier !== undefined && sources.length > 0) throw unknownColumn(name);
  }
  if (qualifier === undefined) throw unknownColumn(name);
  throw unbound([...path, name]);
}

/** All columns of a scope's own relations, or of the one that `path` names. */
export function expand(scope: Scope, path: readonly string[]): Printed[] {
  const qualifier = qualifierOf(path);
  const sources = scope.sources.filter((source) => qualifier === undefined || same(source.name, qualifier));
  if (sources.length === 0) {
    if (qualifier === undefined) throw new SqlServerError('Must specify table to select from.');
    throw new SqlServerError(
      `The column prefix '${qualifier}' does not match with a table name or alias name used in the query.`,
    );
  }
  return sources.flatMap((source) => source.columns.map((column) => columnOf(scope, source, column)));
}

function columnOf(scope: Scope, source: Source, column: ColumnOf): Printed {
  const sql = source.alias === '' ? quoted(column.name) : `${source.alias}.${quoted(column.name)}`;
  const loose = [{ scope, name: `${source.name}.${column.name}`, sql }];
  return { ...combine(sql, column.type, []), loose, column: column.name };
}

/** The table part of a column's path; `dbo` is the only schema there is. */
function qualifierOf(path: readonly string[]): string | undefined {
  const [schema, table] = path;
  if (table === undefined) return schema;
  if (path.length > 2 || !same(schema ?? '', 'dbo')) throw unbound(path);
  return table;
}

function unknownColumn(name: string): SqlServerError {
  return new SqlServerError(`Invalid column name '${name}'.`);
}

function unbound(path: readonly string[]): SqlServerError {
  return new SqlServerError(`The multi-part identifier "${path.join('.')}" could not be bound.`);
}
