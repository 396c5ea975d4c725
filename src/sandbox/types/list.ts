import type { SqlValue } from '../database.js';
import { incorrectBody } from '../errors.js';
import { parseDate } from './date.js';
import { type FieldType, OPEN } from './type.js';

type Item = string | number;
type Options = Readonly<Record<string, Item>>;

const MAX_ITEMS = 1000;

/**
 * A list field stores the JSON object that a read shows: option number → value, such as `{"2":"Golf"}`.
 * `item` reads one option; undefined when it does not fit the list's type.
 */
function listType(item: (text: string) => Item | undefined): FieldType {
  return {
    ...OPEN,
    kind: 'list',
    column: 'TEXT',
    unique: 'never',
    convertsTo: [],
    parse: (value, { ListField = {} }) => chosen(value, ListField),
    options(given, current) {
      const texts = given.texts('ListField');
      if (texts === undefined) {
        if (current.ListField) return { ListField: current.ListField };
        throw incorrectBody();
      }
      const items = texts.map(item);
      if (items.length === 0 || items.length > MAX_ITEMS) throw incorrectBody();
      return { ListField: numbered(items, current.ListField ?? {}) };
    },
  };
}

export const listOfStrings = listType((text) => (text !== '' && text.length <= 255 ? text : undefined));

export const listOfNumbers = listType((text) =>
  /^-?\d+(\.\d+)?$/.test(text) && text.replace(/\D/g, '').length <= 15 ? Number(text) : undefined,
);

export const listOfDates = listType(parseDate);

/** Values that stay keep their numbers, new ones get the next free ones (our choice). */
function numbered(items: readonly (Item | undefined)[], before: Options): Options {
  const numbers = new Map(Object.entries(before).map(([number, value]) => [key(value), number]));
  let last = Math.max(0, ...Object.keys(before).map(Number));
  const result: Record<string, Item> = {};
  const seen = new Set<string>();
  for (const value of items) {
    if (value === undefined || seen.has(key(value))) throw incorrectBody();
    seen.add(key(value));
    const number = numbers.get(key(value));
    if (number === undefined) last += 1;
    result[number ?? String(last)] = value;
  }
  return result;
}

const key = (value: unknown) => String(value).toLowerCase();

/** Takes the three written forms: `"[1], [2]"`, item numbers, and option values (facts, section 5.4). */
function chosen(value: unknown, options: Options): SqlValue | undefined {
  if (value === null) return null;
  const wanted = typeof value === 'string' ? bracketed(value) : value;
  if (!Array.isArray(wanted)) return undefined;
  if (wanted.length === 0) return null;
  const result: Record<string, Item> = {};
  for (const entry of wanted) {
    const option = optionNumber(entry, options);
    const text = option === undefined ? undefined : options[option];
    if (option === undefined || text === undefined) return undefined;
    result[option] = text;
  }
  return JSON.stringify(result);
}

function bracketed(text: string): number[] | undefined {
  if (!/^\s*\[\d+\](\s*,\s*\[\d+\])*\s*$/.test(text)) return undefined;
  return [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}

/** A value wins over a number, so that lists of numbers can be written by value (our choice). */
function optionNumber(entry: unknown, options: Options): string | undefined {
  const date = typeof entry === 'string' ? parseDate(entry) : undefined;
  const byValue = Object.entries(options).find(([, value]) => key(value) === key(entry) || value === date);
  if (byValue) return byValue[0];
  return Number.isInteger(entry) && String(entry) in options ? String(entry) : undefined;
}
