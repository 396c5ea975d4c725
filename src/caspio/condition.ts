import { imbalance, nakedDate, volatileFunction, withoutEnd } from '../sql/clause.js';
import { badArgument } from './errors.js';
import { MAX_URI_CHARS } from './query.js';

/**
 * The condition of a write as it is sent. Throws a Failure for one that says nothing, which would mean every record,
 * and for one that cannot mean what it says.
 */
export function writeCondition(where: string, argument = 'q.where'): string {
  checkSendable(where, argument);
  const condition = withoutEnd(where);
  if (condition === undefined) {
    throw badArgument(argument, 'is blank', "Name the records, for example PK_ID = 42 or State = 'CA'.");
  }
  const random = volatileFunction(condition);
  if (random) {
    throw badArgument(
      argument,
      `${random} matches other records each time`,
      'Name the records by their values.',
    );
  }
  checkCondition(condition, argument);
  return condition;
}

/**
 * Throws a Failure for a condition with an open quote, bracket, comment or parenthesis, which would change the text
 * around it, and for a date without quotes, which SQL reads as a subtraction and silently compares with its result.
 */
export function checkCondition(where: string | undefined, argument = 'q.where'): void {
  if (where === undefined) return;
  const problem = imbalance(where);
  if (problem)
    throw badArgument(argument, problem, "Balance them; a quote inside a text is doubled: 'O''Brien'.");
  const date = nakedDate(where);
  if (date) throw badArgument(argument, `${date} without quotes is a subtraction`, `Write '${date}'.`);
}

/** Throws a Failure for a clause that no address can hold: nothing looks into it before. */
export function checkSendable(clause: string | undefined, argument: string): void {
  if (clause === undefined) return;
  if (!clause.isWellFormed())
    throw badArgument(argument, 'holds half of a character pair', 'Send valid Unicode text.');
  const { length } = encodeURIComponent(clause);
  if (length <= MAX_URI_CHARS) return;
  throw badArgument(
    argument,
    `is too long: ${length} characters, percent-encoded, and Caspio takes ${MAX_URI_CHARS} for the whole address`,
    'Shorten it: fewer fields, a range instead of a long IN list, or several calls with a part of the list each.',
  );
}

/** Why a legal condition may match nothing against its writer's will; undefined where nothing is known. */
export function adviceOn(where: string): string | undefined {
  const plain = where.replace(/'(?:[^']|'')*'/g, "''");
  if (/(=|<>|!=)\s*NULL\b/i.test(plain)) return '= NULL matches nothing: write IS NULL.';
  if (/\bIS\s+NULL\b/i.test(plain)) return "Blank texts are often '' and not NULL: (F IS NULL OR F = '').";
  return undefined;
}
