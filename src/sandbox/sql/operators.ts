import { clash, convert, dateToNumber } from './convert.js';
import { highest, isDate, sqlNames } from './kinds.js';
import { combine, constant, type Printed, type Type } from './printed.js';
import { call, define } from './runtime.js';
import { SqlServerError } from './types.js';

const names: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
  '&': "'&'",
  '|': "'|'",
  '^': "'^'",
};

function nonZero(divisor: number): number {
  if (divisor === 0) throw new SqlServerError('Divide by zero error encountered.');
  return divisor;
}

define({
  nonZero,
  remainder: (dividend: number, divisor: number) => dividend % nonZero(divisor),
});

/**
 * T-SQL arithmetic: `+` joins text, numbers added to a date are days, integers divide to integers, and money
 * keeps four decimals (ours to round, since SQLite computes it in binary fractions).
 */
export function arithmetic(operator: string, left: Printed, right: Printed): Printed {
  const type = highest([left.type, right.type]);
  if (type === 'list') throw invalidOperand(type, operator);
  if (type === 'text' || type === 'null') return onText(operator, left, right);
  if (isDate(type)) return onDates(operator, left, right);
  const numeric = type === 'boolean' ? 'integer' : type;
  const [a, b] = [convert(left, numeric), convert(right, numeric)];
  if ('&|^'.includes(operator)) return bitwise(operator, a, b);
  if (operator === '/' || operator === '%') return division(operator, a, b, numeric);
  const sql = `(${a.sql} ${operator} ${b.sql})`;
  if (left.type === 'currency' || right.type === 'currency')
    return combine(`round(${sql}, ${numeric === 'currency' ? 4 : 8})`, numeric, [a, b]);
  return combine(sql, numeric, [a, b]);
}

export function negative(operator: string, operand: Printed): Printed {
  if (operator === '+') return operand;
  const { type, constant: known } = operand;
  if (type === 'list' || isDate(type) || type === 'text') throw invalidOperand(type, operator);
  if (operator === '~') return combine(`(~${convert(operand, 'integer').sql})`, 'integer', [operand]);
  return typeof known === 'number' ? constant(-known, type) : combine(`(-${operand.sql})`, type, [operand]);
}

function onText(operator: string, left: Printed, right: Printed): Printed {
  if (operator !== '+') throw invalidOperand(highest([left.type, right.type]), operator);
  const [a, b] = [convert(left, 'text'), convert(right, 'text')];
  if (typeof a.constant === 'string' && typeof b.constant === 'string')
    return constant(a.constant + b.constant, 'text');
  return combine(`(${a.sql} || ${b.sql})`, 'text', [a, b]);
}

function onDates(operator: string, left: Printed, right: Printed): Printed {
  if (operator !== '+' && operator !== '-') throw invalidOperand('date', operator);
  if (left.type === 'day' || right.type === 'day')
    throw clash('day', left.type === 'day' ? right.type : left.type);
  const sum = arithmetic(operator, asNumber(left), asNumber(right));
  return call('numberToDate', [sum], 'date');
}

function asNumber(value: Printed): Printed {
  if (isDate(value.type)) return dateToNumber(value);
  return value.type === 'text' ? dateToNumber(convert(value, 'date')) : convert(value, 'number');
}

function division(operator: string, a: Printed, b: Printed, type: Type): Printed {
  const divisor = b.constant ? b : call('nonZero', [b], type);
  if (operator === '%') {
    if (type !== 'integer') return call('remainder', [a, b], type);
    return combine(`(${whole(a)} % ${whole(divisor)})`, type, [a, b]);
  }
  if (type === 'integer') return combine(`(${whole(a)} / ${whole(divisor)})`, type, [a, b]);
  // A column of fractions may hold a whole number stored as INTEGER.
  const sql = `(${a.sql} / CAST(${divisor.sql} AS REAL))`;
  return combine(type === 'currency' ? `round(${sql}, 4)` : sql, type, [a, b]);
}

const whole = ({ sql }: Printed): string => `CAST(${sql} AS INTEGER)`;

function bitwise(operator: string, a: Printed, b: Printed): Printed {
  if (a.type !== 'integer') throw invalidOperand(a.type, operator);
  if (operator === '^') return combine(`((${a.sql} | ${b.sql}) - (${a.sql} & ${b.sql}))`, 'integer', [a, b]);
  return combine(`(${a.sql} ${operator} ${b.sql})`, 'integer', [a, b]);
}

function invalidOperand(type: Type, operator: string): SqlServerError {
  return new SqlServerError(
    `Operand data type ${sqlNames[type]} is invalid for ${names[operator] ?? operator} operator.`,
  );
}
