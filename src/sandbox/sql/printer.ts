import type { Scope } from './names.js';
import type { Loose, Printed, Type } from './printed.js';
import type { Expression, Order, Select } from './syntax.js';

/** A query as SQLite's SQL; its columns are c0, c1, … there. */
export interface PrintedQuery {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly type: Type }[];
  readonly loose: readonly Loose[]; // columns of the queries around it
  readonly single: boolean; // one row at most
}

/** Prints the parts of one query; throws SqlServerError for what T-SQL refuses. */
export interface Printer {
  readonly scope: Scope;
  /** The time of the query, as a stored date: one moment for all rows, as in SQL Server. */
  readonly now: string;
  value(expression: Expression): Printed;
  condition(expression: Expression): Printed;
  query(select: Select): PrintedQuery;
  /** `ORDER BY …` within OVER and WITHIN GROUP, with the values that it is made of; '' for none. */
  order(orders: readonly Order[]): { readonly sql: string; readonly parts: readonly Printed[] };
}
