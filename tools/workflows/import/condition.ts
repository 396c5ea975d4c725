import { MAX_URI_CHARS } from '../../../src/caspio/query.js';
import type { Field } from '../../../src/caspio/shapes.js';
import { quoteName, textLiteral } from '../../../src/sql/clause.js';
import { STATEMENT_WORDS } from '../../../src/sql/words.js';
import type { Entry } from './entries.js';

/** Entries that one look-up finds the records of. */
export interface Batch {
  /** Of the first entry behind it, in the list of all. */
  readonly until: number;
  readonly entries: readonly Entry[];
}

/** The reserved words that have their place in an expression, so that they are no statement words. */
const EXPRESSION_WORDS = new Set(
  'ALL AND ANY AS ASC BETWEEN BY CASE COALESCE COLLATE COLUMN CONTAINS CONVERT CURRENT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DESC DISTINCT DOUBLE ELSE END ESCAPE EXISTS FREETEXT GROUP HAVING IN IS KEY LEFT LIKE NATIONAL NOT NULL NULLIF OF OR ORDER OVER PERCENT PRECISION RIGHT SELECT SOME THEN TOP TRY_CONVERT VARYING WHEN WITHIN'.split(
    ' ',
  ),
);

/** In brackets where it must be: nobody has seen Caspio's own clients send them. */
export function nameInSql({ Name }: Field): string {
  const upper = Name.toUpperCase();
  const isPlain = /^[A-Z_]\w*$/.test(upper) && !STATEMENT_WORDS.has(upper) && !EXPRESSION_WORDS.has(upper);
  return isPlain ? Name : quoteName(Name);
}

/** The condition for the records of these entries: `K IN (1,2)`, or `(A = 1 AND B = 'x') OR (…)`. */
export function conditionOf(entries: readonly Entry[], key: readonly Field[]): string {
  const [only] = key;
  const keys = entries.flatMap((entry) => (entry.key ? [entry.key.values] : []));
  if (key.length === 1 && only)
    return `${nameInSql(only)} IN (${keys.map(([value]) => literal(only, value)).join(',')})`;
  return keys.map((values) => conjunction(key, values)).join(' OR ');
}

const conjunction = (key: readonly Field[], values: readonly unknown[]) =>
  `(${key.map((field, index) => `${nameInSql(field)} = ${literal(field, values[index])}`).join(' AND ')})`;

/** Facts: query parameters, P4. */
function literal({ Type }: Field, value: unknown): string {
  switch (Type.toUpperCase()) {
    case 'AUTONUMBER':
    case 'INTEGER':
    case 'NUMBER':
    case 'CURRENCY':
      return String(value);
    case 'YES/NO':
      return value === true ? '1' : '0';
    default:
      return textLiteral(String(value));
  }
}

/** The host, `/integrations/rest/v3`, the names of the other parameters and their values. */
const ADDRESS_ROOM = 160;
/** Of one look-up, so that its answer stays below the 1,000 records that Caspio gives. */
const MOST_KEYS = 500;

/** Characters that are left for a condition, percent-encoded, beside a path and a list of fields. */
export const roomFor = (path: string, select: string | undefined) =>
  MAX_URI_CHARS - ADDRESS_ROOM - path.length - encodeURIComponent(select ?? '').length;

/** The entries that have a key in portions whose condition fits into an address. */
export function batchesOf(entries: readonly Entry[], key: readonly Field[], room: number): Batch[] {
  const batches: Batch[] = [];
  const frame = lengthOf([], key);
  let current: Entry[] = [];
  let used = frame;
  for (const [index, entry] of entries.entries()) {
    if (!entry.key) continue;
    // Both the comma of IN and ` OR ` count.
    const more = lengthOf([entry], key) - frame + (key.length === 1 ? 3 : 8);
    if (current.length > 0 && (used + more > room || current.length >= MOST_KEYS)) {
      batches.push({ until: index, entries: current });
      current = [];
      used = frame;
    }
    current.push(entry);
    used += more;
  }
  if (current.length > 0) batches.push({ until: entries.length, entries: current });
  return batches;
}

const lengthOf = (entries: readonly Entry[], key: readonly Field[]) =>
  encodeURIComponent(conditionOf(entries, key)).length;

/** The same entries; one whose key fits into no address cannot be sent. */
export const withinRoom = (
  entries: readonly Entry[],
  key: readonly Field[],
  room: number,
): readonly Entry[] =>
  entries.map(({ key: given, ...entry }) => {
    if (!given) return entry;
    const isTooLong = lengthOf([{ ...entry, key: given }], key) > room;
    return isTooLong ? { ...entry, wrong: 'its key is too long to be looked up' } : { ...entry, key: given };
  });
