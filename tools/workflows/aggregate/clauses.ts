import { quoteName, withoutEnd } from '../../../src/sql/clause.js';
import { groupOf } from './groups.js';
import type { Item } from './item.js';
import { measureOf } from './measures.js';

/** What is asked, as the caller says it. */
export interface Asked {
  readonly measures: readonly string[];
  readonly group_by: readonly string[];
  readonly 'q.where'?: string | undefined;
  readonly top?: number | undefined;
}

/** The parts of the one read that answers it. */
export interface Clauses {
  readonly 'q.select': string;
  readonly 'q.where': string | undefined;
  readonly 'q.groupBy': string | undefined;
  readonly 'q.orderBy': string | undefined;
}

/** Expressions are repeated where SQL Server takes no alias, in groups, and where Caspio may not, in the order. */
export function clausesOf({ measures, group_by, top, ...asked }: Asked): Clauses {
  const groups = unique(group_by.map(groupOf));
  const values = unique(measures.map(measureOf));
  const keys = groups.map(({ sql }) => sql).join(', ') || undefined;
  const largest = top !== undefined && keys !== undefined ? `${values[0]?.sql} DESC, ` : '';
  return {
    'q.select': named([...groups, ...values]).join(', '),
    'q.where': withoutEnd(asked['q.where']),
    'q.groupBy': keys,
    'q.orderBy': keys && largest + keys,
  };
}

/** SQL Server refuses an order with the same expression twice. */
const unique = (items: readonly Item[]) =>
  items.filter(
    ({ sql }, index) => items.findIndex((item) => item.sql.toLowerCase() === sql.toLowerCase()) === index,
  );

/** Each item under a name of its own: JSON has each key once. */
function named(items: readonly Item[]): string[] {
  const taken = new Set(items.flatMap(({ name, plain }) => (plain ? [name.toLowerCase()] : [])));
  return items.map(({ sql, name, plain }) => {
    if (plain) return sql;
    const alias = firstFree(name.replace(/[^A-Za-z0-9_]/g, '_'), taken);
    taken.add(alias.toLowerCase());
    return `${sql} AS ${alias}`;
  });
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}_${number}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

/** The clauses as one statement, for whoever wants to check or change them. */
export function statementOf(clauses: Clauses, source: string): string {
  const part = (word: string, clause: string | undefined) =>
    clause === undefined ? '' : ` ${word} ${clause}`;
  return `SELECT ${clauses['q.select']} FROM ${/^\w+$/.test(source) ? source : quoteName(source)}${part('WHERE', clauses['q.where'])}${part('GROUP BY', clauses['q.groupBy'])}${part('ORDER BY', clauses['q.orderBy'])}`;
}
