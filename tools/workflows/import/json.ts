import { badArgument } from '../../../src/caspio/errors.js';
import type { RawRow } from './rows.js';

/** It is parsed as a whole, and takes many times its size meanwhile. */
const LONGEST_LIST = 20_000_000;

/** Rows of a JSON array, of one object, or of JSON lines. Throws a Failure. */
export function readJson(text: string, mostRows: number) {
  const rows = itemsIn(text, mostRows) ?? linesOf(text, mostRows);
  return { rows, names: [...new Set(rows.flatMap(({ values }) => Object.keys(values)))] };
}

function itemsIn(text: string, mostRows: number): RawRow[] | undefined {
  const isList = text.trimStart().startsWith('[');
  if (isList && text.length > LONGEST_LIST)
    throw badArgument('File', 'is a JSON array of more than 20 MB', 'Give one object a line, or split it.');
  const whole = parsed(text);
  // A row too many, so that it shows.
  if (whole !== undefined)
    return [whole]
      .flat()
      .slice(0, mostRows + 1)
      .map((item, index) => rowOf(item, index + 1));
  if (isList) throw badArgument('File', 'is no JSON', 'Give a JSON array, or one object a line.');
  return undefined;
}

function linesOf(text: string, mostRows: number): RawRow[] {
  const rows: RawRow[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() !== '') rows.push(rowOf(parsed(line), index + 1));
    if (rows.length > mostRows) break;
  }
  return rows;
}

function rowOf(item: unknown, number: number): RawRow {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return { number, values: {}, wrong: 'is no JSON object' };
  return { number, values: { ...item } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
