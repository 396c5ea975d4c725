// Temporary, until sql/index.ts is there: passes the clauses to SQLite as they are.
import type { Catalogue, Clauses, Compiled, Relation } from './sql/types.js';

export function compileSelect(from: Relation, clauses: Clauses, _catalogue: Catalogue): Compiled {
  const columns = clauses.select
    ? clauses.select.split(',').map((part) => {
        const name =
          part
            .trim()
            .split(/\s+AS\s+/i)
            .at(-1) ?? '';
        return (
          from.columns.find((column) => column.name.toLowerCase() === name.toLowerCase()) ?? {
            name,
            kind: 'text' as const,
          }
        );
      })
    : from.columns;
  const list = clauses.select ?? from.columns.map((column) => `"${column.name}"`).join(', ');
  const where = clauses.where ? ` WHERE ${clauses.where}` : '';
  const groupBy = clauses.groupBy ? ` GROUP BY ${clauses.groupBy}` : '';
  const orderBy = clauses.orderBy ? ` ORDER BY ${clauses.orderBy}` : '';
  return { sql: `SELECT ${list} FROM ${from.source} AS "${from.name}"${where}${groupBy}${orderBy}`, columns };
}
export const compileWhere = (_from: Relation, where: string, _catalogue: Catalogue): string => `(${where})`;
export const registerFunctions = (_db: unknown): void => {};
