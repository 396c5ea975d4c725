import { badArgument } from '../../../src/caspio/errors.js';
import { type Field, type Row, records } from '../../../src/caspio/shapes.js';
import type { ToolContext } from '../../../src/tool.js';
import type { Source } from '../../source.js';
import { inTermsOf } from '../words.js';
import { searchFor } from './condition.js';
import { identifying, searched } from './fields.js';
import { matchOf, type Rank } from './match.js';

/** What is looked for, the same in every table. */
export interface Wanted {
  readonly text: string;
  readonly fields?: readonly string[] | undefined;
  /** Of records, in each table. */
  readonly limit: number;
}

/** A record that holds the text. */
export interface Hit {
  readonly rank: Rank;
  readonly row: Row;
}

export interface Found {
  readonly hits: readonly Hit[];
  /** What was not looked at, in sentences. */
  readonly notes: readonly string[];
}

/** Looks into one table or view. One Caspio call at most. */
export async function search(
  { label, root, name, records: { path, key } }: Source,
  design: readonly Field[],
  { text, fields, limit }: Wanted,
  { caspio }: ToolContext,
): Promise<Found> {
  const all = searched(design, fields);
  if (all.length === 0) return { hits: [], notes: [`No text field to look in: ${label}.`] };
  const { count, search: clauses } = searchFor(text, all, path, key);
  if (count === 0)
    throw badArgument('text', 'is too long for the address of a request', 'Give a part of it.');
  // One more tells whether there are more.
  const query = { ...clauses, 'q.limit': limit + 1 };
  const { Result } = await caspio
    .request({ method: 'GET', path, query, answer: records })
    .catch((error: unknown) => {
      throw inTermsOf(error, { 'q.where': 'text', 'q.orderBy': 'text' });
    });
  const used = all.slice(0, count).map(({ Name }) => Name);
  const hits = Result.slice(0, limit).map((row): Hit => {
    const { rank, found } = matchOf(row, used, text);
    const where = { [root === 'tables' ? 'table' : 'view']: name, [key]: row[key] };
    return { rank, row: { ...where, match: rank, found, about: identifying(row, design, found) } };
  });
  const left = all.slice(count).map(({ Name }) => Name);
  const notes = [
    Result.length > limit ? `More than ${limit} matches in ${label}.` : '',
    count < all.length
      ? `Not looked in, as the address has no room: ${left.join(', ')} of ${label}; name them in fields.`
      : '',
  ];
  return { hits, notes: notes.filter(Boolean) };
}
