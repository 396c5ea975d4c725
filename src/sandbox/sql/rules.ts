import type { Scope } from './names.js';
import type { Printed } from './printed.js';
import { SqlServerError } from './types.js';

/** Where an expression stands, as SQL Server's messages name it. */
type Place = 'the select list' | 'the HAVING clause' | 'the ORDER BY clause';

/** Throws if a condition holds what only selected rows can have. */
export function checkCondition(condition: Printed): void {
  if (condition.aggregate)
    throw new SqlServerError(
      'An aggregate may not appear in the WHERE clause unless it is in a subquery contained in a HAVING clause ' +
        'or a select list, and the column being aggregated is an outer reference.',
    );
  checkUnwindowed(condition);
}

export function checkUnwindowed(condition: Printed): void {
  if (condition.windowed)
    throw new SqlServerError('Windowed functions can only appear in the SELECT or ORDER BY clauses.');
}

/** Throws if rows cannot be grouped by the expression. */
export function checkGroup(group: Printed, scope: Scope): void {
  if (group.aggregate || group.subquery)
    throw new SqlServerError(
      'Cannot use an aggregate or a subquery in an expression used for the group by list of a GROUP BY clause.',
    );
  checkUnwindowed(group);
  if (!group.loose.some((column) => column.scope === scope))
    throw new SqlServerError(
      'Each GROUP BY expression must contain at least one column that is not an outer reference.',
    );
}

/** Throws if a grouped query uses a column that its groups do not determine. */
export function checkGrouped(used: Printed, scope: Scope, groups: ReadonlySet<string>, place: Place): void {
  const column = used.loose.find((loose) => loose.scope === scope && !groups.has(loose.sql));
  if (!column) return;
  const quote = place === 'the ORDER BY clause' ? '"' : "'";
  throw new SqlServerError(
    `Column ${quote}${column.name}${quote} is invalid in ${place} because it is not contained in either an ` +
      'aggregate function or the GROUP BY clause.',
  );
}
