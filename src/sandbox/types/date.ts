import { localTime } from '../clock.js';
import { incorrectBody } from '../errors.js';
import { type FieldType, OPEN, TEXT_COLUMN, TEXT_TYPES } from './type.js';

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?$/i;
const SLASHED = /^(\d\d?)\/(\d\d?)\/(\d{4})(?: (\d\d?):(\d\d)(?::(\d\d))?(?: ?([AP])M)?)?$/i;

/**
 * `YYYY-MM-DDTHH:mm:ss` for ISO 8601 or `MM/dd/yyyy` text; undefined for anything else. A zone is ignored, the
 * clock is stored as given (Caspio REST v3 facts, section 2.4).
 */
export function parseDate(text: string): string | undefined {
  const iso = ISO.exec(text.trim());
  if (iso) {
    const [, year, month, day, hour, minute, second] = iso;
    return dateTime(year, month, day, hour, minute, second);
  }
  const slashed = SLASHED.exec(text.trim());
  if (!slashed) return undefined;
  const [, month, day, year, hour, minute, second, half] = slashed;
  if (half === undefined) return dateTime(year, month, day, hour, minute, second);
  const twelve = Number(hour);
  if (twelve < 1 || twelve > 12) return undefined;
  const hour24 = (twelve % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  return dateTime(year, month, day, String(hour24), minute, second);
}

function dateTime(
  year = '',
  month = '',
  day = '',
  hour = '0',
  minute = '0',
  second = '0',
): string | undefined {
  if (Number(year) < 1753) return undefined; // where SQL Server's calendar begins
  const pad = (part: string) => part.padStart(2, '0');
  const text = `${year}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}`;
  const instant = new Date(`${text}Z`);
  // Dates that roll over, such as 31 June, do not come back as they were written.
  return Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 19) !== text ? undefined : text;
}

export const date: FieldType = {
  ...OPEN,
  kind: 'date',
  column: TEXT_COLUMN,
  convertsTo: [...TEXT_TYPES, 'TIMESTAMP'],
  parse(value) {
    if (value === null) return null;
    return typeof value === 'string' ? parseDate(value) : undefined;
  },
};

export const timestamp: FieldType = {
  kind: 'date',
  column: TEXT_COLUMN,
  unique: 'never',
  access: 'read',
  blank: null,
  convertsTo: [...TEXT_TYPES, 'DATE/TIME'],
  parse: () => undefined,
  options(given, current) {
    const TimeZone = given.text('TimeZone') ?? current.TimeZone ?? '';
    try {
      localTime(TimeZone);
    } catch {
      throw incorrectBody();
    }
    return {
      OnInsert: given.flag('OnInsert') ?? current.OnInsert ?? false,
      OnUpdate: given.flag('OnUpdate') ?? current.OnUpdate ?? false,
      TimeZone,
    };
  },
  onInsert: ({ OnInsert, TimeZone }) => (OnInsert ? localTime(TimeZone ?? '') : null),
  onUpdate: ({ OnUpdate, TimeZone }) => (OnUpdate ? localTime(TimeZone ?? '') : undefined),
};
