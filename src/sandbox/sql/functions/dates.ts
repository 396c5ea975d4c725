import { SqlServerError } from '../types.js';
import {
  dayNames,
  fromStored,
  millisecondsPerDay,
  monthNames,
  parseDate,
  toStored,
  utc,
} from './calendar.js';
import type { FunctionTable } from './spec.js';

const parts: Readonly<Record<string, readonly string[]>> = {
  year: ['yy', 'yyyy'],
  quarter: ['qq', 'q'],
  month: ['mm', 'm'],
  dayofyear: ['dy', 'y'],
  day: ['dd', 'd'],
  week: ['wk', 'ww'],
  iso_week: ['isowk', 'isoww'],
  weekday: ['dw', 'w'],
  hour: ['hh'],
  minute: ['mi', 'n'],
  second: ['ss', 's'],
  millisecond: ['ms'],
};

/** The full name of a date part or of its short form; throws SqlServerError if it is none. */
export function datePart(name: string, of: string): string {
  const wanted = name.toLowerCase();
  const found = Object.entries(parts).find(([part, short]) => part === wanted || short.includes(wanted));
  if (!found) throw new SqlServerError(`'${name}' is not a recognized ${of.toLowerCase()} option.`);
  return found[0];
}

const fixedLengths: Readonly<Record<string, number>> = {
  week: 7 * millisecondsPerDay,
  day: millisecondsPerDay,
  dayofyear: millisecondsPerDay,
  weekday: millisecondsPerDay,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

const monthLengths: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 };

function add(part: string, count: number, date: string): string {
  const months = monthLengths[part];
  if (months) return toStored(addMonths(fromStored(date), count * months));
  const length = fixedLengths[part];
  if (!length) throw unsupported(part, 'dateadd');
  return toStored(fromStored(date) + count * length);
}

/** The same day of another month, or its last day. */
function addMonths(milliseconds: number, count: number): number {
  const date = new Date(milliseconds);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.setUTCDate(Math.min(day, last));
}

/** How many borders of the part lie between two dates. */
function difference(part: string, from: string, to: string): number {
  return border(part, fromStored(to)) - border(part, fromStored(from));
}

function border(part: string, milliseconds: number): number {
  const months = monthLengths[part];
  if (months) {
    const date = new Date(milliseconds);
    return Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / months);
  }
  // Weeks begin on Sunday; day 0 of JavaScript is a Thursday.
  if (part === 'week') return Math.floor((milliseconds / millisecondsPerDay + 4) / 7);
  const length = fixedLengths[part];
  if (!length) throw unsupported(part, 'datediff');
  return Math.floor(milliseconds / length);
}

function partOf(part: string, stored: string): number {
  const milliseconds = fromStored(stored);
  const date = new Date(milliseconds);
  const firstOfYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  switch (part) {
    case 'year':
      return date.getUTCFullYear();
    case 'quarter':
      return Math.floor(date.getUTCMonth() / 3) + 1;
    case 'month':
      return date.getUTCMonth() + 1;
    case 'dayofyear':
      return Math.floor((milliseconds - firstOfYear) / millisecondsPerDay) + 1;
    case 'day':
      return date.getUTCDate();
    case 'week':
      return border('week', milliseconds) - border('week', firstOfYear) + 1;
    case 'iso_week':
      return isoWeek(milliseconds);
    case 'weekday':
      return date.getUTCDay() + 1;
    case 'hour':
      return date.getUTCHours();
    case 'minute':
      return date.getUTCMinutes();
    case 'second':
      return date.getUTCSeconds();
    default:
      return date.getUTCMilliseconds();
  }
}

/** ISO 8601: the week belongs to the year that its Thursday is in. */
function isoWeek(milliseconds: number): number {
  const day = Math.floor(milliseconds / millisecondsPerDay);
  const thursday = Math.floor((day + 3) / 7) * 7;
  const year = new Date(thursday * millisecondsPerDay).getUTCFullYear();
  return Math.floor((thursday - Date.UTC(year, 0, 1) / millisecondsPerDay) / 7) + 1;
}

function nameOf(part: string, date: string): string {
  const value = partOf(part, date);
  if (part === 'month') return monthNames[value - 1] ?? '';
  return part === 'weekday' ? (dayNames[value - 1] ?? '') : String(value);
}

function endOfMonth(date: string, months: number): string {
  const shifted = new Date(addMonths(fromStored(date), months));
  return toStored(Date.UTC(shifted.getUTCFullYear(), shifted.getUTCMonth() + 1, 0));
}

function fromParts(...numbers: number[]): string {
  const [year = 0, month = 0, day = 0, ...time] = numbers;
  const milliseconds = utc(year, month, day, ...time);
  if (Number.isNaN(milliseconds))
    throw new SqlServerError(
      'Cannot construct data type date, some of the arguments have values which are not valid.',
    );
  return toStored(milliseconds);
}

function isDateText(text: string): number {
  try {
    parseDate(text);
    return 1;
  } catch {
    return 0;
  }
}

function unsupported(part: string, of: string): SqlServerError {
  return new SqlServerError(
    `The datepart ${part} is not supported by date function ${of} for data type datetime.`,
  );
}

/** T-SQL's date functions; where there is a date part it comes as text, by its full name. */
export const dateFunctions: FunctionTable = {
  YEAR: { parameters: ['date'], result: 'integer', sql: (date) => `CAST(substr(${date}, 1, 4) AS INTEGER)` },
  MONTH: { parameters: ['date'], result: 'integer', sql: (date) => `CAST(substr(${date}, 6, 2) AS INTEGER)` },
  DAY: { parameters: ['date'], result: 'integer', sql: (date) => `CAST(substr(${date}, 9, 2) AS INTEGER)` },
  DATEADD: { parameters: ['text', 'integer', 'date'], result: 'date', run: add },
  DATEDIFF: { parameters: ['text', 'date', 'date'], result: 'integer', run: difference },
  DATEPART: { parameters: ['text', 'date'], result: 'integer', run: partOf },
  DATENAME: { parameters: ['text', 'date'], result: 'text', run: nameOf },
  EOMONTH: { parameters: ['date', 'integer'], defaults: [0], result: 'day', run: endOfMonth },
  DATEFROMPARTS: {
    parameters: ['integer', 'integer', 'integer'],
    result: 'day',
    run: (year: number, month: number, day: number) => fromParts(year, month, day),
  },
  DATETIMEFROMPARTS: {
    parameters: ['integer', 'integer', 'integer', 'integer', 'integer', 'integer', 'integer'],
    result: 'date',
    run: (y: number, m: number, d: number, hour: number, minute: number, second: number, ms: number) =>
      fromParts(y, m, d, hour, minute, second, ms),
  },
  ISDATE: { parameters: ['text'], result: 'integer', run: isDateText },
};

/** The functions whose first argument is a date part, a bare word. */
export const takesDatePart: ReadonlySet<string> = new Set(['DATEADD', 'DATEDIFF', 'DATEPART', 'DATENAME']);
