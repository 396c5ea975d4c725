import { epoch, fromStored, millisecondsPerDay, parseDate, toStored } from './functions/calendar.js';
import { formatDate, stylePattern } from './functions/formats.js';
import { isDate, isNumeric, sqlNames } from './kinds.js';
import { combine, constant, type Printed, type Type } from './printed.js';
import { call, define, type Runtime } from './runtime.js';
import { SqlServerError } from './types.js';

const conversions = {
  textToInteger(text: string): number {
    if (!/^\s*[-+]?\d*\s*$/.test(text) || /[-+]\s*$/.test(text))
      throw new SqlServerError(
        `Conversion failed when converting the varchar value '${text}' to data type int.`,
      );
    return Number(text);
  },
  textToNumber(text: string): number {
    if (!/^\s*([-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?)?\s*$/i.test(text))
      throw new SqlServerError('Error converting data type varchar to float.');
    return Number(text);
  },
  textToNumeric(text: string): number {
    if (!/^\s*[-+]?(\d+\.?\d*|\.\d+)\s*$/.test(text))
      throw new SqlServerError('Error converting data type varchar to numeric.');
    return Number(text);
  },
  textToCurrency(text: string): number {
    if (!/^\s*-?\$?([\d,]*(\.\d*)?)\s*$/.test(text))
      throw new SqlServerError('Cannot convert a char value to money. The char value has incorrect syntax.');
    return Number(text.replace(/[$,]/g, ''));
  },
  textToBoolean(text: string): number {
    const word = text.trim().toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true' ? 1 : 0;
    if (!/^[-+]?\d*$/.test(word))
      throw new SqlServerError(
        `Conversion failed when converting the varchar value '${text}' to data type bit.`,
      );
    return Number(word) === 0 ? 0 : 1;
  },
  textToDate(text: string, style: number): string {
    return toStored(parseDate(text, style));
  },
  numberToText(value: number): string {
    return String(value);
  },
  currencyToText(value: number): string {
    return value.toFixed(2);
  },
  dateToText(date: string, style: number): string {
    return formatDate(date, stylePattern(style));
  },
  /** Days since 1900-01-01, the number that a datetime is. */
  dateToNumber(date: string): number {
    return (fromStored(date) - epoch) / millisecondsPerDay;
  },
  numberToDate(days: number): string {
    return toStored(Math.round(epoch + days * millisecondsPerDay));
  },
} satisfies Record<string, Runtime>;

/** The same for TRY_CAST and TRY_CONVERT: NULL for what cannot be converted. */
const attempts = Object.entries<Runtime>(conversions).map(([name, run]) => {
  const attempt: Runtime = (...args) => {
    try {
      return run(...args);
    } catch (error) {
      if (error instanceof SqlServerError) return null;
      throw error;
    }
  };
  return [`try_${name}`, Object.defineProperty(attempt, 'length', { value: run.length })] as const;
});

define(conversions);
define(Object.fromEntries(attempts));

export interface ConversionOptions {
  readonly style?: number; // of CONVERT
  readonly attempt?: boolean; // NULL instead of an error
}

/**
 * The value as another type, as SQL Server converts it of its own accord.
 * Throws SqlServerError where it never does, and for constants that cannot be converted.
 */
export function convert(value: Printed, to: Type, options: ConversionOptions = {}): Printed {
  const { type: from } = value;
  if (from === to) return value;
  if (from === 'null' || value.constant === null) return { ...value, type: to };
  if (from === 'list' || to === 'list') throw clash(from, to);
  if (to === 'text') return toText(value, options);
  if (isDate(to)) return toDate(value, to, options);
  if (from === 'text') return convertText(value, to, options);
  if (isDate(from)) throw notImplicit(from, to);
  return toNumeric(value, to);
}

/** CAST of a date to a number, which SQL Server does on demand only. */
export function dateToNumber(value: Printed): Printed {
  return call('dateToNumber', [value], 'number');
}

/** The styles that people group by, in SQLite's words: calls of ours cost ten times as much. */
const nativeStyles: Readonly<Record<number, (date: string) => string>> = {
  20: (date) => `replace(substr(${date}, 1, 19), 'T', ' ')`,
  23: (date) => `substr(${date}, 1, 10)`,
  120: (date) => `replace(substr(${date}, 1, 19), 'T', ' ')`,
  126: (date) => date,
};

function toText(value: Printed, { style = 0 }: ConversionOptions): Printed {
  if (value.type === 'currency') return call('currencyToText', [value], 'text');
  if (value.type === 'number') return call('numberToText', [value], 'text');
  if (isDate(value.type)) {
    const pattern = value.type === 'day' && style === 0 ? 23 : style;
    const native = nativeStyles[pattern];
    if (native && value.constant === undefined) return combine(native(value.sql), 'text', [value]);
    return call('dateToText', [value, constant(pattern, 'integer')], 'text');
  }
  return value.constant == null
    ? combine(`CAST(${value.sql} AS TEXT)`, 'text', [value])
    : constant(String(value.constant), 'text');
}

function toDate(value: Printed, to: Type, { style = 0, attempt }: ConversionOptions): Printed {
  if (value.type === 'text') {
    const date = call(attempt ? 'try_textToDate' : 'textToDate', [value, constant(style, 'integer')], 'date');
    return to === 'day' ? midnight(date) : date;
  }
  if (isDate(value.type)) return to === 'day' ? midnight(value) : { ...value, type: to };
  if (to === 'day') throw clash(value.type, to);
  return call('numberToDate', [value], 'date');
}

function midnight(date: Printed): Printed {
  return typeof date.constant === 'string'
    ? constant(`${date.constant.slice(0, 10)}T00:00:00`, 'day')
    : combine(`(substr(${date.sql}, 1, 10) || 'T00:00:00')`, 'day', [date]);
}

function convertText(value: Printed, to: Type, { attempt }: ConversionOptions): Printed {
  const name = `textTo${to.charAt(0).toUpperCase()}${to.slice(1)}`;
  return call(attempt ? `try_${name}` : name, [value], to);
}

function toNumeric(value: Printed, to: Type): Printed {
  const { sql, constant: known } = value;
  if (to === 'boolean')
    return known == null ? combine(`(${sql} <> 0)`, to, [value]) : constant(Number(known) === 0 ? 0 : 1, to);
  if (to !== 'integer' || !isNumeric(value.type)) return retyped(value, to);
  return known == null
    ? combine(`CAST(${sql} AS INTEGER)`, to, [value])
    : constant(Math.trunc(Number(known)), to);
}

function retyped(value: Printed, to: Type): Printed {
  const { constant: known } = value;
  if (typeof known === 'number' && to !== 'integer') return constant(known, to);
  return { ...value, type: to };
}

export function clash(from: Type, to: Type): SqlServerError {
  return new SqlServerError(`Operand type clash: ${sqlNames[from]} is incompatible with ${sqlNames[to]}`);
}

function notImplicit(from: Type, to: Type): SqlServerError {
  return new SqlServerError(
    `Implicit conversion from data type ${sqlNames[from]} to ${sqlNames[to]} is not allowed. ` +
      'Use the CONVERT function to run this query.',
  );
}
