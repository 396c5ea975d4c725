import type { Source as Named } from './names.js';
import { combine, type Printed, quoted, type Type } from './printed.js';
import type { PrintedQuery, Printer } from './printer.js';
import { define } from './runtime.js';
import type { Select, Source } from './syntax.js';
import { type Catalogue, type Relation, SqlServerError } from './types.js';

define({ tick: () => 1 });

/** A relation of a FROM clause, as names see it and as SQLite reads it. */
export interface FromItem {
  readonly named: Named;
  readonly sql: string;
  /**
   * A condition that is always true and looks at the time now and then: nothing else would end a join of large
   * tables.
   */
  readonly tick: string;
}

/** A table or view under a SQLite alias. */
export function relationItem(relation: Relation, name: string, alias: string): FromItem {
  const columns = relation.columns.map((column) => ({ name: column.name, type: column.kind }));
  return item({ name, alias, columns }, relation.source);
}

/** What a FROM clause names; throws SqlServerError for unknown tables and unfit derived tables. */
export function fromItem(
  source: Source,
  alias: string,
  catalogue: Catalogue,
  query: (select: Select) => PrintedQuery,
): FromItem {
  const { table } = source;
  if (typeof table !== 'string') return derivedItem(query(table), source.alias, alias);
  const relation = catalogue(table);
  if (!relation) throw new SqlServerError(`Invalid object name '${table}'.`);
  return relationItem(relation, source.alias ?? relation.name, alias);
}

function derivedItem(query: PrintedQuery, name: string | undefined, alias: string): FromItem {
  if (name === undefined) throw new SqlServerError("Incorrect syntax near ')'.");
  const names = new Set<string>();
  const columns = query.columns.map((column, at): { name: string; type: Type } => {
    if (column.name === '')
      throw new SqlServerError(`No column name was specified for column ${at + 1} of '${name}'.`);
    if (names.has(column.name.toLowerCase()))
      throw new SqlServerError(`The column '${column.name}' was specified multiple times for '${name}'.`);
    names.add(column.name.toLowerCase());
    return column;
  });
  const list = columns.map((column, at) => `c${at} AS ${quoted(column.name)}`).join(', ');
  return item({ name, alias, columns }, `(SELECT ${list} FROM (${query.sql}))`);
}

function item(named: Named, source: string): FromItem {
  const { alias, columns } = named;
  // A call of ours for each row would cost too much. A column binds it to them: in views of several tables the first
  // whole number is the key of the first one, which is known before the others are joined.
  const bound = columns.find(({ type }) => type === 'integer') ?? columns[0];
  const column = `${alias}.${quoted(bound?.name ?? '')}`;
  const tick = `(random() % 256 <> ifnull(0 * ${column}, 0) OR tsql_tick())`;
  return { named, sql: `${source} AS ${alias}`, tick };
}

/** The relations joined, in SQLite's words, which are T-SQL's. */
export function joined(sources: readonly Source[], items: readonly FromItem[], printer: Printer): Printed {
  const conditions: Printed[] = [];
  const tables = items
    .map(({ sql }, at) => {
      const source = sources[at];
      if (at === 0 || !source) return sql;
      const on = source.on && printer.condition(source.on);
      if (on) conditions.push(on);
      if (!on && source.join !== ',' && !source.join.startsWith('CROSS'))
        throw new SqlServerError(`Incorrect syntax near '${source.alias ?? source.table}'.`);
      return `${source.join} ${sql}${on ? ` ON ${on.sql}` : ''}`;
    })
    .join(' ');
  return combine(tables, 'null', conditions);
}
