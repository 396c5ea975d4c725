import { convert } from './convert.js';
import { highest, sqlNames } from './kinds.js';
import { isAlike, nativeLike } from './like.js';
import { combine, constant, type Printed, type Type } from './printed.js';
import { call, define } from './runtime.js';
import { SqlServerError } from './types.js';

const operatorNames: Readonly<Record<string, string>> = {
  '=': 'equal to',
  '<>': 'not equal to',
  '<': 'less than',
  '<=': 'less than or equal to',
  '>': 'greater than',
  '>=': 'greater than or equal to',
};

/** Text as it compares: without letter case and trailing blanks, accents after their letter. */
export function fold(text: string): string {
  return text.replace(/ +$/, '').toLowerCase().normalize('NFD');
}

define({
  fold,
  like: (text: string, pattern: string, escapeWith: string) => (isAlike(text, pattern, escapeWith) ? 1 : 0),
});

/** What a value is compared, sorted and grouped by. */
export function comparable(value: Printed): Printed {
  return value.type === 'text' ? call('fold', [value], 'text') : value;
}

/** `left operator right` on values of any types; the lower type is converted. */
export function compare(operator: string, left: Printed, right: Printed): Printed {
  const type = commonType([left.type, right.type], operatorNames[operator] ?? operator);
  const [a, b] = [convert(left, type), convert(right, type)];
  if (type === 'text' && (operator === '=' || operator === '<>') && [a, b].every(foldsInSqlite))
    return condition(`${trimmed(a)} ${operator} ${trimmed(b)} COLLATE NOCASE`, [a, b]);
  return condition(`${comparable(a).sql} ${operator} ${comparable(b).sql}`, [a, b]);
}

/** `operand IN (list)`. */
export function isIn(operand: Printed, list: readonly Printed[], negated: boolean): Printed {
  const type = commonType(
    [operand, ...list].map((part) => part.type),
    'equal to',
  );
  const value = convert(operand, type);
  const values = list.map((item) => convert(item, type));
  const native = type === 'text' && [value, ...values].every(foldsInSqlite);
  const sqls = native ? values.map(trimmed) : values.map((item) => comparable(item).sql);
  const left = native ? `${trimmed(value)} COLLATE NOCASE` : comparable(value).sql;
  return condition(`${left} ${negated ? 'NOT IN' : 'IN'} (${sqls.join(', ')})`, [value, ...values]);
}

/** `text LIKE pattern ESCAPE escapeWith`; both sides become text first. */
export function isLike(
  left: Printed,
  right: Printed,
  escapeWith: Printed | undefined,
  negated: boolean,
): Printed {
  if (left.type === 'list' || right.type === 'list')
    throw new SqlServerError(`Argument data type list is invalid for argument 1 of like function.`);
  const [text, pattern] = [convert(left, 'text'), convert(right, 'text')];
  const escaping = escapeWith ? convert(escapeWith, 'text') : constant('', 'text');
  if (typeof escaping.constant === 'string' && escapeWith && escaping.constant.length !== 1)
    throw new SqlServerError(
      `The invalid escape character "${escaping.constant}" was specified in a LIKE predicate.`,
    );
  const operator = negated ? 'NOT ' : '';
  const native =
    typeof pattern.constant === 'string' && !escapeWith ? nativeLike(pattern.constant) : undefined;
  const sql = native
    ? `${text.sql} ${operator}LIKE ${constant(native, 'text').sql}`
    : `${operator}${call('like', [text, pattern, escaping], 'integer').sql}`;
  return condition(sql, [text, pattern, escaping]);
}

/** `operand IS NULL`. */
export function isNull(operand: Printed, negated: boolean): Printed {
  if (operand.type === 'list')
    throw new SqlServerError('The data type list is incompatible with the is null operator.');
  return condition(`${operand.sql} IS ${negated ? 'NOT ' : ''}NULL`, [operand]);
}

export function condition(sql: string, parts: readonly Printed[]): Printed {
  return combine(`(${sql})`, 'condition', parts);
}

/** What values are compared as. Lists compare with nothing: 400 in Caspio, the text is our choice. */
function commonType(types: readonly Type[], operator: string): Type {
  const type = highest(types);
  if (type !== 'list') return type;
  const [first = type, second = type] = types[0] === type ? types : [types[0], type];
  throw new SqlServerError(
    `The data types ${sqlNames[first]} and ${sqlNames[second]} are incompatible in the ${operator} operator.`,
  );
}

/**
 * SQLite's NOCASE is many times faster than `fold`, but folds ASCII letters only. It will do unless a constant
 * has others; between two columns the case of letters beyond ASCII counts (our choice).
 */
function foldsInSqlite({ constant: known }: Printed): boolean {
  return typeof known !== 'string' || /^\p{ASCII}*$/u.test(known);
}

function trimmed(value: Printed): string {
  return typeof value.constant === 'string'
    ? constant(value.constant.replace(/ +$/, ''), 'text').sql
    : `rtrim(${value.sql})`;
}
