import { SqlServerError } from '../types.js';

/** Dates are stored as `YYYY-MM-DDTHH:mm:ss`, without a zone; in between they are milliseconds as if in UTC. */
const stored = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?$/;

export const monthNames: readonly string[] =
  'January February March April May June July August September October November December'.split(' ');
export const dayNames: readonly string[] = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(
  ' ',
);

export const millisecondsPerDay = 86_400_000;

/** SQL Server's day 0, which a time without a date and the number 0 stand for. */
export const epoch: number = Date.UTC(1900, 0, 1);

/** Milliseconds of a stored date. */
export function fromStored(date: string): number {
  const [, year, month, day, hour, minute, second, fraction = ''] = stored.exec(date) ?? [];
  const milliseconds = Number(fraction.padEnd(3, '0'));
  return utc(
    Number(year),
    Number(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  );
}

/** A stored date of milliseconds; throws SqlServerError outside the years 1753 to 9999. */
export function toStored(milliseconds: number): string {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  if (!(year >= 1753 && year <= 9999))
    throw new SqlServerError("Adding a value to a 'datetime' column caused an overflow.");
  return date.toISOString().slice(0, milliseconds % 1000 === 0 ? 19 : 23);
}

/** Milliseconds of a calendar date, or NaN if there is no such date. */
export function utc(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  ms = 0,
): number {
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  const real = date.getUTCMonth() === month - 1 && hour < 24 && minute < 60 && second < 60;
  return real && year >= 1753 && year <= 9999 ? date.getTime() : Number.NaN;
}

const time = String.raw`(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:[.:](\d{1,7}))?)?\s*([ap]m)?`;
const timeOnly = new RegExp(`^${time}$`, 'i');

/** The forms of a date in text that SQL Server reads under us_english; the groups are named y, m, d. */
const dateForms: readonly RegExp[] = [
  /^(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})/,
  /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})(?!\d)/,
  /^(?<m>\d{1,2})[-/.](?<d>\d{1,2})[-/.](?<y>\d{4}|\d{2})(?!\d)/,
  /^(?<m>[a-z]{3,9})\.?\s+(?<d>\d{1,2}),?\s+(?<y>\d{4})/i,
  /^(?<d>\d{1,2})[\s-](?<m>[a-z]{3,9})[\s,-]+(?<y>\d{4})/i,
];

const dayFirst = /^(?<d>\d{1,2})[-/.](?<m>\d{1,2})[-/.](?<y>\d{4}|\d{2})(?!\d)/;

/** CONVERT styles whose text has the day first. */
const dayFirstStyles = new Set([3, 4, 5, 103, 104, 105, 131]);

/**
 * Milliseconds of a date in text. A trailing Z is ignored, blank text is day 0, two-digit years below 50 are of
 * this century. Throws SqlServerError for anything else than a date.
 */
export function parseDate(text: string, style = 0): number {
  const trimmed = text.trim();
  const forms = dayFirstStyles.has(style) ? [dayFirst, ...dateForms] : dateForms;
  const found = forms.map((form) => form.exec(trimmed)).find((match) => match !== null);
  const clock = timeOf(trimmed.slice(found?.[0].length ?? 0), found !== undefined);
  if (clock === undefined) throw notADate();
  if (!found) return epoch + clock;
  const { y = '', m = '', d = '' } = found.groups ?? {};
  const month = /\d/.test(m) ? Number(m) : monthNumber(m);
  const year = y.length === 2 ? Number(y) + (Number(y) < 50 ? 2000 : 1900) : Number(y);
  const midnight = utc(year, month, Number(d));
  if (Number.isNaN(midnight + clock))
    throw new SqlServerError(
      'The conversion of a varchar data type to a datetime data type resulted in an out-of-range value.',
    );
  return midnight + clock;
}

/** Milliseconds of the time of day, NaN if there is no such time, undefined if the text is none. */
function timeOf(text: string, afterDate: boolean): number | undefined {
  const clock = text.replace(/^(T|\s+)(?=\d)/i, '').replace(/(\d)Z$/i, '$1');
  if (clock === '') return 0;
  const match = timeOnly.exec(clock);
  if (!match || (afterDate && clock === text)) return undefined;
  const [, hours = '', minutes, seconds = '0', fraction = '', half] = match;
  if (minutes === undefined && half === undefined) return undefined;
  const hour = half ? (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hours);
  const millisecond = Math.floor(Number(`0.${fraction || 0}`) * 1000);
  return utc(1900, 1, 1, hour, Number(minutes ?? 0), Number(seconds), millisecond) - epoch;
}

function monthNumber(name: string): number {
  const wanted = name.toLowerCase();
  const at = monthNames.findIndex((month) =>
    [month, month.slice(0, 3)].some((m) => m.toLowerCase() === wanted),
  );
  if (at < 0) throw notADate();
  return at + 1;
}

function notADate(): SqlServerError {
  return new SqlServerError('Conversion failed when converting date and/or time from character string.');
}
