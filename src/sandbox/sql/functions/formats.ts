import { SqlServerError } from '../types.js';
import { dayNames, fromStored, monthNames } from './calendar.js';

/**
 * The styles of CONVERT as patterns of formatDate; `_d` and `_h` are padded with a blank.
 * Styles that only differ in the century have it 100 higher.
 */
const styles: Readonly<Record<number, string>> = {
  0: 'MMM _d yyyy _h:mmtt',
  1: 'MM/dd/yy',
  2: 'yy.MM.dd',
  3: 'dd/MM/yy',
  4: 'dd.MM.yy',
  5: 'dd-MM-yy',
  6: 'dd MMM yy',
  7: 'MMM dd, yy',
  8: 'HH:mm:ss',
  10: 'MM-dd-yy',
  11: 'yy/MM/dd',
  12: 'yyMMdd',
  20: 'yyyy-MM-dd HH:mm:ss',
  21: 'yyyy-MM-dd HH:mm:ss.fff',
  22: 'MM/dd/yy _h:mm:ss tt',
  23: 'yyyy-MM-dd',
  24: 'HH:mm:ss',
  25: 'yyyy-MM-dd HH:mm:ss.fff',
  100: 'MMM _d yyyy _h:mmtt',
  108: 'HH:mm:ss',
  109: 'MMM _d yyyy _h:mm:ss:ffftt',
  113: 'dd MMM yyyy HH:mm:ss:fff',
  114: 'HH:mm:ss:fff',
  120: 'yyyy-MM-dd HH:mm:ss',
  121: 'yyyy-MM-dd HH:mm:ss.fff',
  126: 'yyyy-MM-ddTHH:mm:ss',
  127: 'yyyy-MM-ddTHH:mm:ss',
};

/** The pattern of a style of CONVERT; throws SqlServerError if there is no such style. */
export function stylePattern(style: number): string {
  const withCentury = style > 100 && style <= 112 ? styles[style - 100]?.replace('yy', 'yyyy') : undefined;
  const pattern = styles[style] ?? withCentury;
  if (pattern === undefined)
    throw new SqlServerError(
      `${style} is not a valid style number when converting from datetime to a character string.`,
    );
  return pattern;
}

const letters = /'[^']*'|\\.|y+|M+|d+|H+|h+|m+|s+|f+|t+|_d|_h/g;

/** A stored date in a .NET pattern, as FORMAT has it. */
export function formatDate(date: string, pattern: string): string {
  const at = new Date(fromStored(date));
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  const year = at.getUTCFullYear();
  const month = at.getUTCMonth();
  const hour = at.getUTCHours() % 12 || 12;
  return pattern.replace(letters, (part) => {
    const width = part.length;
    switch (part[0]) {
      case "'":
        return part.slice(1, -1);
      case '\\':
        return part.slice(1);
      case '_':
        return String(part === '_d' ? at.getUTCDate() : hour).padStart(2);
      case 'y':
        return width > 2 ? pad(year, width) : pad(year % 100, width);
      case 'M':
        return width > 2 ? shorten(monthNames[month], width) : pad(month + 1, width);
      case 'd':
        return width > 2 ? shorten(dayNames[at.getUTCDay()], width) : pad(at.getUTCDate(), width);
      case 'H':
        return pad(at.getUTCHours(), width);
      case 'h':
        return pad(hour, width);
      case 'm':
        return pad(at.getUTCMinutes(), width);
      case 's':
        return pad(at.getUTCSeconds(), width);
      case 'f':
        return pad(at.getUTCMilliseconds(), 3).padEnd(width, '0').slice(0, width);
      default:
        return (at.getUTCHours() < 12 ? 'AM' : 'PM').slice(0, width);
    }
  });
}

function shorten(name: string | undefined, width: number): string {
  return (name ?? '').slice(0, width === 3 ? 3 : undefined);
}

/** .NET's one-letter date formats under en-US. */
const standardDates = new Map(
  Object.entries({
    d: 'M/d/yyyy',
    D: 'dddd, MMMM d, yyyy',
    t: 'h:mm tt',
    T: 'h:mm:ss tt',
    g: 'M/d/yyyy h:mm tt',
    G: 'M/d/yyyy h:mm:ss tt',
    f: 'dddd, MMMM d, yyyy h:mm tt',
    m: 'MMMM d',
    M: 'MMMM d',
    y: 'MMMM yyyy',
    Y: 'MMMM yyyy',
    s: 'yyyy-MM-ddTHH:mm:ss',
  }),
);

/** FORMAT of a stored date, culture en-US. */
export const dateFormat = (date: string, format: string): string =>
  formatDate(date, standardDates.get(format) ?? format);

/** FORMAT of a number, culture en-US: N, F, C, P, D with digits, or a picture such as `#,##0.00`. */
export function numberFormat(value: number, format: string): string {
  const [, letter = '', digits = ''] = /^([NFCPD])(\d{0,2})$/i.exec(format) ?? [];
  const decimals = digits === '' ? 2 : Number(digits);
  switch (letter.toUpperCase()) {
    case 'N':
      return fixed(value, decimals, true);
    case 'F':
      return fixed(value, decimals, false);
    case 'C':
      return `${value < 0 ? '-' : ''}$${fixed(Math.abs(value), decimals, true)}`;
    case 'P':
      return `${fixed(value * 100, decimals, true)}%`;
    case 'D':
      return (value < 0 ? '-' : '') + String(Math.abs(Math.trunc(value))).padStart(Number(digits), '0');
    default:
      return format.replace(/[#0,]*[#0](?:\.[#0]+)?/, (picture) => inPicture(value, picture, format));
  }
}

function inPicture(value: number, picture: string, format: string): string {
  const [whole = '', fraction = ''] = picture.split('.');
  return (format.includes('%') ? value * 100 : value).toLocaleString('en-US', {
    minimumIntegerDigits: Math.max(1, whole.replace(/[^0]/g, '').length),
    minimumFractionDigits: fraction.replace(/[^0]/g, '').length,
    maximumFractionDigits: fraction.length,
    useGrouping: whole.includes(','),
  });
}

function fixed(value: number, decimals: number, useGrouping: boolean): string {
  return value.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping,
  });
}
