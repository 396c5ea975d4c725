import { imbalance, isBlank, withoutEnd } from '../sql.js';
import { badArgument } from './errors.js';

/**
 * The condition of a write as it is sent. Throws a Failure for one that says nothing, which would mean every record,
 * and for one that would change the meaning of the text around it.
 */
export function writeCondition(where: string, argument = 'q.where'): string {
  const condition = withoutEnd(where);
  if (condition === undefined || isBlank(condition)) {
    throw badArgument(
      argument,
      'is blank',
      "Say which records to change, for example PK_ID = 42 or State = 'CA'.",
    );
  }
  checkBalance(condition, argument);
  return condition;
}

/** Throws a Failure for a condition with an open quote, bracket, comment or parenthesis. */
export function checkBalance(where: string | undefined, argument = 'q.where'): void {
  const problem = where && imbalance(where);
  if (problem) throw badArgument(argument, problem, 'Balance quotes, brackets and parentheses.');
}
