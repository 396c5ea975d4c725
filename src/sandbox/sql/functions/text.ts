import { patternIndex } from '../like.js';
import { SqlServerError } from '../types.js';
import type { FunctionTable } from './spec.js';

/** Of the texts that functions make. */
const MAX_LENGTH = 8000;

function length(count: number, name: string): number {
  if (count < 0) throw new SqlServerError(`Invalid length parameter passed to the ${name} function.`);
  return count;
}

/** Where `find` stands in `text`, counted from 1 and ignoring case; 0 if nowhere. */
const indexOf = (find: string, text: string, start: number): number =>
  find === '' ? 0 : text.toLowerCase().indexOf(find.toLowerCase(), Math.max(start - 1, 0)) + 1;

function substring(text: string, start: number, count: number): string {
  const end = start - 1 + length(count, 'substring');
  return text.slice(Math.max(start - 1, 0), Math.max(end, 0));
}

function stuff(text: string, start: number, count: number, put: string): string | null {
  if (start < 1 || start > text.length || count < 0) return null;
  return text.slice(0, start - 1) + put + text.slice(start - 1 + count);
}

/** Up to 8,000 characters unless the text was longer before, as in SQL Server. */
function replace(text: string, find: string, put: string): string {
  if (find === '') return text;
  const replaced = text.replace(new RegExp(escapeExpression(find), 'giu'), () => put);
  return text.length > MAX_LENGTH ? replaced : replaced.slice(0, MAX_LENGTH);
}

/** T-SQL's text functions. REPLACE, CHARINDEX and PATINDEX ignore case, as Caspio's collation (inferred). */
export const textFunctions: FunctionTable = {
  LEN: { parameters: ['text'], result: 'integer', sql: (text) => `length(rtrim(${text}))` },
  LEFT: {
    parameters: ['text', 'integer'],
    result: 'text',
    run: (text: string, count: number) => text.slice(0, length(count, 'left')),
  },
  RIGHT: {
    parameters: ['text', 'integer'],
    result: 'text',
    run: (text: string, count: number) => text.slice(Math.max(text.length - length(count, 'right'), 0)),
  },
  SUBSTRING: { parameters: ['text', 'integer', 'integer'], result: 'text', run: substring },
  UPPER: { parameters: ['text'], result: 'text', run: (text: string) => text.toUpperCase() },
  LOWER: { parameters: ['text'], result: 'text', run: (text: string) => text.toLowerCase() },
  LTRIM: { parameters: ['text'], result: 'text', sql: (text) => `ltrim(${text})` },
  RTRIM: { parameters: ['text'], result: 'text', sql: (text) => `rtrim(${text})` },
  TRIM: { parameters: ['text'], result: 'text', sql: (text) => `trim(${text})` },
  REVERSE: { parameters: ['text'], result: 'text', run: (text: string) => [...text].reverse().join('') },
  REPLACE: {
    parameters: ['text', 'text', 'text'],
    result: 'text',
    run: replace,
  },
  CHARINDEX: {
    parameters: ['text', 'text', 'integer'],
    defaults: [1],
    result: 'integer',
    run: indexOf,
  },
  PATINDEX: { parameters: ['text', 'text'], result: 'integer', run: patternIndex },
  STUFF: { parameters: ['text', 'integer', 'integer', 'text'], result: 'text', run: stuff },
  REPLICATE: {
    parameters: ['text', 'integer'],
    result: 'text',
    run: (text: string, times: number) =>
      times < 0 ? null : text.repeat(Math.min(times, MAX_LENGTH)).slice(0, MAX_LENGTH),
  },
  SPACE: {
    parameters: ['integer'],
    result: 'text',
    run: (count: number) => (count < 0 ? null : ' '.repeat(Math.min(count, MAX_LENGTH))),
  },
  ASCII: { parameters: ['text'], result: 'integer', run: (text: string) => text.codePointAt(0) ?? null },
  UNICODE: { parameters: ['text'], result: 'integer', run: (text: string) => text.codePointAt(0) ?? null },
  CHAR: {
    parameters: ['integer'],
    result: 'text',
    run: (code: number) => (code < 0 || code > 255 ? null : String.fromCharCode(code)),
  },
  NCHAR: {
    parameters: ['integer'],
    result: 'text',
    run: (code: number) => (code < 0 || code > 65_535 ? null : String.fromCharCode(code)),
  },
  // NULL counts as '' here, other than with `+`.
  CONCAT: {
    parameters: ['text', 'text'],
    rest: 'text',
    result: 'text',
    sql: (...parts) => `(${parts.map((part) => `ifnull(${part}, '')`).join(' || ')})`,
  },
  CONCAT_WS: {
    parameters: ['text', 'text', 'text'],
    rest: 'text',
    result: 'text',
    sql: (...parts) => `concat_ws(${parts.join(', ')})`,
  },
};

function escapeExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
