import { MAX_URI_CHARS } from '../../../src/caspio/query.js';
import type { Field } from '../../../src/caspio/shapes.js';
import { quoteName, textLiteral } from '../../../src/sql/clause.js';
import { isLong } from './fields.js';

/** The part of a read that finds a text. */
export interface Search {
  readonly 'q.where': string;
  readonly 'q.orderBy': string;
}

/** What stands before the path: scheme, host and /integrations/rest/v3. */
const BASE_CHARS = 150;
const OTHER_PARAMETERS = 'q.limit=101&q.where=&q.orderBy='.length;

/**
 * Looks for the text in as many of the fields, in their order, as the address holds, and gives how many these are; 0
 * where the text is too long for any. Records that are equal to the text come first, then, where there is room to say
 * so, those that begin with it: what is cut off at the end should be what fits least.
 */
export function searchFor(text: string, fields: readonly Field[], path: string, key: string) {
  const room = MAX_URI_CHARS - BASE_CHARS - path.length - OTHER_PARAMETERS;
  let count = fields.length;
  while (count > 0 && weightOf(search(text, fields.slice(0, count), key, false)) > room) count -= 1;
  const used = fields.slice(0, count);
  const full = search(text, used, key, true);
  return { count, search: weightOf(full) <= room ? full : search(text, used, key, false) };
}

/** One LIKE a field: SQL Server cuts fields that are joined to one text, and nothing found would span two. */
function search(text: string, fields: readonly Field[], key: string, beginnings: boolean): Search {
  const names = fields.map(({ Name }) => quoteName(Name));
  // Nobody knows whether SQL Server can compare the long texts of Caspio; nor is one equal to a short one.
  const short = fields.filter((field) => !isLong(field)).map(({ Name }) => quoteName(Name));
  const ranks = [
    short.length > 0 ? ` WHEN ${textLiteral(text)} IN (${short.join(', ')}) THEN 0` : '',
    beginnings ? ` WHEN ${like(names, `${pattern(text)}%`)} THEN 1` : '',
  ].join('');
  return {
    'q.where': like(names, `%${pattern(text)}%`),
    'q.orderBy': ranks === '' ? key : `CASE${ranks} ELSE 2 END, ${key}`,
  };
}

const like = (names: readonly string[], wanted: string) =>
  names.map((name) => `${name} LIKE ${textLiteral(wanted)}`).join(' OR ');

/** What LIKE would take for more than itself. */
const pattern = (text: string) => text.replace(/[%_[]/g, '[$&]');

/** Characters in the address; some write a quote as %27. */
const weightOf = (clauses: Search) =>
  Object.values(clauses).reduce(
    (sum: number, clause: string) => sum + encodeURIComponent(clause).replaceAll("'", '%27').length,
    0,
  );
